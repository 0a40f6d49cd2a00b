using RobotPolicy.Cli.Commands.Doctor;
using RobotPolicy.Cli.Commands.Doctor.Checks;
using RobotPolicy.Server.Hosting;

namespace RobotPolicy.Tests.Cli.Doctor;

/// <summary>Kernel, rights, cores and clock frequency.</summary>
public sealed class RealTimeCheckTests : IDisposable
{
    private const string Limits = """
        Limit                     Soft Limit           Hard Limit           Units
        Max locked memory         8388608              unlimited            bytes
        Max realtime priority     0                    98
        """;

    private readonly MadeUpMachine _machine = new();

    public void Dispose() => _machine.Dispose();

    [Theory]
    [InlineData("Linux version 6.1.0-rt7 #1 SMP PREEMPT_RT Debian", "debian", "Ok", "6.1.0, PREEMPT_RT", "")]
    [InlineData("Linux version 6.1.0 #1 SMP PREEMPT_DYNAMIC", "debian", "Advice", "6.1.0, preemptible, but not PREEMPT_RT", "sudo apt-get install linux-image-rt-amd64 && sudo reboot")]
    [InlineData("Linux version 6.1.0 #1 SMP", "ubuntu", "Advice", "6.1.0, not PREEMPT_RT", "sudo pro enable realtime-kernel && sudo reboot")]
    [InlineData("Linux version 6.1.0 #1 SMP", "nixos", "Advice", "6.1.0, not PREEMPT_RT", "")]
    public void Kernel_IsToldByItsVersion(string version, string distribution, string state, string found, string command)
    {
        _machine.With("/proc/sys/kernel/osrelease", "6.1.0\n").With("/proc/version", version).With("/etc/os-release", $"NAME=x\nID={distribution}\n");

        Is(new KernelCheck(), state, found, command);
    }

    [Fact]
    public void Kernel_FlagOfTheRealTimePatch_IsEnough()
    {
        _machine.With("/proc/sys/kernel/osrelease", "5.15.0").With("/sys/kernel/realtime", "1\n");

        Is(new KernelCheck(), "Ok", "5.15.0, PREEMPT_RT", "");
    }

    [Fact]
    public void Kernel_InAContainer_NamesNoCommand()
    {
        _machine.With("/proc/sys/kernel/osrelease", "6.1.0").With("/proc/version", "PREEMPT_DYNAMIC").With("/.dockerenv").With("/etc/os-release", "ID=debian");

        var finding = _machine.Look(new KernelCheck());

        Assert.Equal("", finding.Command);
        Assert.EndsWith("The kernel is the host's.", finding.Why, StringComparison.Ordinal);
    }

    [Fact]
    public void Rights_OfAnOrdinaryUser_AreMissingAndSaidHow()
    {
        _machine.With("/proc/self/limits", Limits).With("/proc/self/status", "CapEff:\t0000000000000000\n");

        Is(new PriorityCheck(), "Advice", "none for this shell", "echo \"$USER - rtprio 98\" | sudo tee -a /etc/security/limits.d/robotpolicy.conf   # then log in again");
        Is(new LockedMemoryCheck(), "Advice", "8388608 bytes for this shell", "echo \"$USER - memlock unlimited\" | sudo tee -a /etc/security/limits.d/robotpolicy.conf   # then log in again");
    }

    [Fact]
    public void Rights_InAContainer_AreGivenAtItsStart()
    {
        _machine.With("/proc/self/limits", Limits).With("/.dockerenv");

        Is(new PriorityCheck(), "Advice", "none for this shell", "docker run --ulimit rtprio=98 --ulimit memlock=-1 …");
    }

    [Fact]
    public void Rights_ByCapability_NeedNoLimit()
    {
        _machine.With("/proc/self/limits", Limits).With("/proc/self/status", "CapEff:\t0000000000804000\n");

        Is(new PriorityCheck(), "Ok", "any (CAP_SYS_NICE)", "");
        Is(new LockedMemoryCheck(), "Ok", "any (CAP_IPC_LOCK)", "");
    }

    [Theory]
    [InlineData("49", "Advice", "up to 49 for this shell, 50 wanted")]
    [InlineData("50", "Ok", "up to 50")]
    [InlineData("unlimited", "Ok", "up to unlimited")]
    public void Priority_Limit_IsComparedWithWhatIsAskedFor(string limit, string state, string found)
    {
        _machine.With("/proc/self/limits", $"Max realtime priority     {limit}     {limit}\n");

        var finding = _machine.Look(new PriorityCheck());

        Assert.Equal((state, found), (finding.State.ToString(), finding.Found));
        Assert.Equal(RealTimeOptions.DefaultPriority, PriorityCheck.WantedPriority);
    }

    [Theory]
    [InlineData("0", "Advice", "-10 not permitted for this shell")]
    [InlineData("29", "Advice", "-10 not permitted for this shell")]
    [InlineData("30", "Ok", "-10 permitted")]
    [InlineData("unlimited", "Ok", "-10 permitted")]
    public void Niceness_Limit_IsComparedWithWhatIsAskedFor(string limit, string state, string found)
    {
        _machine.With("/proc/self/limits", $"Max nice priority         {limit}     {limit}\n");

        Is(new NicenessCheck(), state, found, state == "Ok" ? "" : "echo \"$USER - nice -10\" | sudo tee -a /etc/security/limits.d/robotpolicy.conf   # then log in again");
        Assert.Equal(RealTimeOptions.DefaultNice, NicenessCheck.WantedNice);
    }

    [Theory]
    [InlineData("-1", "Ok", "all of the time (no throttling)")]
    [InlineData("950000", "Ok", "95 % of the time")]
    [InlineData("100000", "Advice", "10 % of the time")]
    [InlineData("0", "Problem", "0 % of the time")]
    public void Throttling_Share_IsOfThePeriod(string runtime, string state, string found)
    {
        _machine.With("/proc/sys/kernel/sched_rt_runtime_us", runtime).With("/proc/sys/kernel/sched_rt_period_us", "1000000");

        Is(new ThrottlingCheck(), state, found, state == "Ok" ? "" : "sudo sysctl -w kernel.sched_rt_runtime_us=950000");
    }

    [Theory]
    [InlineData("0-7", "0-7", "", "Ok", "8; --core 7 keeps one for the control thread")]
    [InlineData("0-7", "2-3", "", "Ok", "2 of 8; --core 3 keeps one for the control thread")]
    [InlineData("0-7", "0-5", "6-7", "Ok", "6 of 8; 6, 7 isolated: --core 7 puts the control thread there")]
    [InlineData("0", "0", "", "Advice", "1")]
    public void Cores_AreThoseOfTheProcess(string online, string allowed, string isolated, string state, string found)
    {
        _machine.With("/sys/devices/system/cpu/online", online).With("/sys/devices/system/cpu/isolated", isolated)
            .With("/proc/self/status", $"Cpus_allowed:\tff\nCpus_allowed_list:\t{allowed}\n");

        Is(new CoreCheck(), state, found, "");
    }

    [Theory]
    [InlineData("max 100000", "max 100000", "Ok", "none")]
    [InlineData("max 100000", "150000 100000", "Advice", "1.5 cores")]
    [InlineData("400000 100000", "50000 100000", "Advice", "0.5 cores")]
    public void Quota_TheTightestGroup_Counts(string above, string own, string state, string found)
    {
        _machine.With("/proc/self/cgroup", "1:name=x:/y\n0::/system.slice/x.service\n")
            .With("/sys/fs/cgroup/system.slice/cpu.max", above).With("/sys/fs/cgroup/system.slice/x.service/cpu.max", own);

        Is(new CpuQuotaCheck(), state, found, state == "Ok" ? "" : "sudo systemctl set-property robotpolicy.service CPUQuota=");
    }

    [Fact]
    public void Governor_OfEveryCore_Counts()
    {
        _machine.With("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor", "performance\n").With("/sys/devices/system/cpu/cpufreq/boost", "1");
        Is(new GovernorCheck(), "Ok", "performance", "");

        _machine.With("/sys/devices/system/cpu/cpu1/cpufreq/scaling_governor", "powersave\n");
        Is(new GovernorCheck(), "Advice", "performance, powersave", "echo performance | sudo tee /sys/devices/system/cpu/cpu*/cpufreq/scaling_governor");
    }

    [Fact]
    public void Governor_InAVirtualMachine_DoesNotApply()
    {
        _machine.With("/proc/cpuinfo", "processor\t: 0\nflags\t\t: fpu hypervisor sse\n");

        Is(new GovernorCheck(), "NotApplicable", "not shown in a virtual machine", "");
    }

    [Theory]
    [InlineData("[always] madvise never\n", "Ok", "given wherever one fits", "")]
    [InlineData("always [madvise] never\n", "Ok", "given on request", "")]
    [InlineData("always madvise [never]\n", "Advice", "turned off", "echo madvise | sudo tee /sys/kernel/mm/transparent_hugepage/enabled")]
    public void HugePages_AreTheKernelsToGive(string kernel, string state, string found, string command)
    {
        _machine.With("/sys/kernel/mm/transparent_hugepage/enabled", kernel);

        Is(new HugePageCheck(), state, found, command);
    }

    [Fact]
    public void HugePages_OfAKernelWithout_DoNotApply() => Is(new HugePageCheck(), "NotApplicable", "this kernel has none", "");

    private void Is(ICheck check, string state, string found, string command)
    {
        var finding = _machine.Look(check);
        Assert.Equal((state, found, command), (finding.State.ToString(), finding.Found, finding.Command));
    }
}
