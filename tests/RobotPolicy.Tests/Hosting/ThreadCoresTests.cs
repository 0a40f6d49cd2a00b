using RobotPolicy.Server.Hosting;

namespace RobotPolicy.Tests.Hosting;

public sealed class ThreadCoresTests
{
    private const int NoSuchThread = 3;
    private const int NotPermitted = 1;
    private const string Permit = "permitted by: taskset -c, docker --cpuset-cpus or systemd AllowedCPUs= with these cores";

    private static readonly MachineCores Four = new(new CoreSet(0, 1, 2), new CoreSet(0, 1, 2, 3));

    private readonly List<string> _calls = [];

    [Fact]
    public void Apply_NothingAsked_TouchesNoThread()
    {
        Assert.Empty(Apply(new RealTimeOptions(), Four));
        Assert.Empty(_calls);
    }

    [Fact]
    public void Apply_Core_MovesEveryThreadOffItOnce()
    {
        var report = Apply(new RealTimeOptions { Core = 1 }, Four);

        Assert.Equal([new RealTimeSetting("inference and all other threads on cores 0,2", true, null)], report);
        Assert.Equal(["10 on 0,2", "11 on 0,2", "12 on 0,2"], _calls);
    }

    [Fact]
    public void Apply_IsolatedCore_LeavesTheOthersTheirCores() =>
        Assert.Equal("inference and all other threads on cores 0-2", Assert.Single(Apply(new RealTimeOptions { Core = 3 }, Four)).Name);

    [Fact]
    public void Apply_ThreadThatStartsMeanwhile_IsMovedToo()
    {
        var round = 0;
        ThreadCores.Apply(new RealTimeOptions { Core = 1 }, Four, () => round++ == 0 ? [10] : [10, 13], Record());

        Assert.Equal(["10 on 0,2", "13 on 0,2"], _calls);
    }

    [Fact]
    public void Apply_ThreadThatHasEnded_IsNoRefusal() =>
        Assert.True(Assert.Single(Apply(new RealTimeOptions { Core = 1 }, Four, thread => thread == 11 ? NoSuchThread : 0)).Applied);

    [Fact]
    public void Apply_Refused_SaysWhyAndWhatWouldPermitIt()
    {
        var setting = Assert.Single(Apply(new RealTimeOptions { Core = 1 }, Four, _ => NotPermitted));

        Assert.False(setting.Applied);
        Assert.Equal($"Operation not permitted; {Permit}", setting.Reason);
    }

    [Fact]
    public void Apply_OneCoreOnly_SaysThatTheControlThreadIsNotAlone()
    {
        var report = Apply(new RealTimeOptions { Core = 0 }, new MachineCores(new CoreSet(0), new CoreSet(0)));

        Assert.Equal([new RealTimeSetting("no other thread on core 0", false, $"the process runs on core 0 alone; {Permit} and more")], report);
        Assert.Empty(_calls);
    }

    [Fact]
    public void Apply_InferenceCores_AreTriedOutAndLeftAgain()
    {
        var report = Apply(new RealTimeOptions { Core = 0, InferenceCores = new CoreSet(2) }, Four);

        Assert.Equal(["all other threads on cores 1-2", "inference on core 2"], report.Select(setting => setting.Name));
        Assert.Equal(["0 on 2", "0 on 1-2"], _calls[^2..]);
    }

    [Theory]
    [InlineData(4, null, "--core: expected −1 or a core that this process may use (0-3), actual 4")]
    [InlineData(-2, null, "--core: expected −1 or a core that this process may use (0-3), actual -2")]
    [InlineData(3, "0-2", null)]
    [InlineData(-1, "3", null)]
    [InlineData(-1, "2-5", "--inference-cores: expected cores that this process may use (0-3), actual 2-5; 4-5 is not among them")]
    [InlineData(-1, "", "--inference-cores: expected a list of cores such as 1,3-5, of those that this process may use (0-3)")]
    [InlineData(1, "0-2", "--inference-cores: expected none of them to be the control thread's, --core 1, actual 0-2")]
    public void Validate_Cores_AreThoseOfTheProcess(int core, string? inference, string? error)
    {
        List<string> errors = [];
        new RealTimeOptions { Core = core, InferenceCores = CoreSet.TryParse(inference, out var cores) ? cores : null }.Validate(errors, Four);

        Assert.Equal(error is null ? [] : [error], errors);
    }

    [Fact]
    public void Parse_Status_FindsTheListOfCores()
    {
        Assert.Equal(new CoreSet(0, 2, 3), MachineCores.Parse("Name:\tx\nCpus_allowed:\td\nCpus_allowed_list:\t0,2-3\nMems_allowed:\t1\n"));
        Assert.Null(MachineCores.Parse("Name:\tx\n"));
    }

    private IReadOnlyList<RealTimeSetting> Apply(RealTimeOptions options, MachineCores cores, Func<int, int>? answer = null) =>
        ThreadCores.Apply(options, cores, () => [10, 11, 12, 11], Record(answer));

    private Func<int, CoreSet, int> Record(Func<int, int>? answer = null) => (thread, cores) =>
    {
        _calls.Add($"{thread} on {cores}");
        return answer?.Invoke(thread) ?? 0;
    };
}
