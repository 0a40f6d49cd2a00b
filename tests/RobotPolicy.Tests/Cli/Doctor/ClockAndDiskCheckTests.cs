using RobotPolicy.Cli.Commands.Doctor;
using RobotPolicy.Cli.Commands.Doctor.Checks;

namespace RobotPolicy.Tests.Cli.Doctor;

public sealed class ClockAndDiskCheckTests
{
    private const string ClockFolder = "/sys/devices/system/clocksource/clocksource0";

    [Fact]
    public void Clock_Fine_NamesSourceAndStep()
    {
        using var machine = new MadeUpMachine();

        Assert.Equal(Finding.Ok("clock", "tsc, read in steps of 40 ns"), machine.With($"{ClockFolder}/current_clocksource", "tsc\n").Look(new ClockSourceCheck()));
    }

    [Theory]
    [InlineData("hpet", "tsc hpet acpi_pm", 500, "echo tsc | sudo tee /sys/devices/system/clocksource/clocksource0/current_clocksource")]
    [InlineData("hpet", "hpet acpi_pm", 500, "")]
    [InlineData("tsc", "tsc", 1_000_000, "echo tsc | sudo tee /sys/devices/system/clocksource/clocksource0/current_clocksource")]
    public void Clock_SlowOrCoarse_NamesABetterOne(string source, string available, long stepNs, string command)
    {
        using var machine = new MadeUpMachine { ClockStepNs = stepNs };

        var finding = machine.With($"{ClockFolder}/current_clocksource", source).With($"{ClockFolder}/available_clocksource", available).Look(new ClockSourceCheck());

        Assert.Equal((CheckState.Advice, command), (finding.State, finding.Command));
    }

    [Theory]
    [InlineData("/run/systemd/timesync/synchronized", CheckStateName.Ok, "synchronised by systemd-timesyncd")]
    [InlineData("/run/chrony/chronyd.pid", CheckStateName.Ok, "kept by chrony")]
    [InlineData("/run/systemd/timesync/x", CheckStateName.Advice, "nobody seen who synchronises it")]
    [InlineData("/.dockerenv", CheckStateName.NotApplicable, "kept by the container's host, if at all")]
    public void TimeOfDay_IsKeptBySomebody(string file, string state, string found)
    {
        using var machine = new MadeUpMachine();

        var finding = machine.With(file).Look(new TimeSyncCheck());

        Assert.Equal((state, found), (finding.State.ToString(), finding.Found));
    }

    [Theory]
    [InlineData(1_000_000_000_000, CheckStateName.Ok, "1000.0 GB free: 5 h 0 min of two raw 640x480 cameras")]
    [InlineData(10_000_000_000, CheckStateName.Advice, "10.0 GB free: 2 min 22 s of two raw 640x480 cameras")]
    [InlineData(2_000_000_000, CheckStateName.Problem, "2.0 GB free")]
    public void Disk_IsCountedInTimeOfRecording(long free, string state, string found)
    {
        using var machine = new MadeUpMachine { FreeBytes = free };

        var finding = machine.Look(new DiskCheck());

        Assert.Equal((state, found), (finding.State.ToString(), finding.Found));
    }

    [Fact]
    public void Disk_Unknown_DoesNotApply()
    {
        using var machine = new MadeUpMachine();

        Assert.Equal(Finding.NotApplicable("disk", "free space of /data/runs is not known"), machine.Look(new DiskCheck()));
    }

    private static class CheckStateName
    {
        public const string Ok = nameof(CheckState.Ok);
        public const string Advice = nameof(CheckState.Advice);
        public const string Problem = nameof(CheckState.Problem);
        public const string NotApplicable = nameof(CheckState.NotApplicable);
    }
}
