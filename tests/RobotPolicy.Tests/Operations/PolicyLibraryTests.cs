using RobotPolicy.Api.V1;
using RobotPolicy.Server.Operations;
using RobotPolicy.Server.Operations.Policies;
using RobotPolicy.Server.Operations.Tasks;
using RobotPolicy.TestSupport;
using RobotPolicy.Tests.Transport;
using StopCause = RobotPolicy.Control.Model.StopCause;
using Task = System.Threading.Tasks.Task;

namespace RobotPolicy.Tests.Operations;

public sealed class PolicyLibraryTests : IDisposable
{
    private readonly OperationsRig _rig = new(new ManualTime(), maxLoaded: 1);

    private PolicyLibrary Policies => _rig.Room.Policies;

    public void Dispose() => _rig.Dispose();

    [Fact]
    public async Task Load_First_BecomesActiveAndReportsItsStages()
    {
        var stages = new List<string>();

        var policy = await Policies.LoadAsync("pick", step => stages.Add(step.Stage), CancellationToken.None);

        Assert.Equal((PolicyState.Active, "cpu"), (policy.State, policy.Device));
        Assert.Equal(["reading", "creating session", "warming up", "ready"], stages);
        Assert.NotNull(_rig.Loop.Equipped);
    }

    [Fact]
    public void List_ShowsPackagesWithTheirProblems()
    {
        _rig.Source.Problems["place"] = ["manifest.json: $: expected one, actual two"];

        var page = Policies.List(1, "");
        var rest = Policies.List(1, page.NextToken);

        Assert.Equal(("pick", PolicyState.Available), (page.Items[0].Name, page.Items[0].State));
        Assert.Equal(("place", PolicyState.Invalid), (rest.Items[0].Name, rest.Items[0].State));
        Assert.Single(rest.Items[0].Facts.Problems);
        Assert.Equal("", rest.NextToken);
    }

    [Theory]
    [InlineData("../pick")]
    [InlineData("/etc")]
    [InlineData(".")]
    [InlineData("")]
    public void Get_NameThatIsAPath_IsNotFound(string name) =>
        Assert.Equal(OperationError.NotFound, Assert.Throws<OperationException>(() => Policies.Get(name)).Error);

    [Fact]
    public async Task Load_DoesNotFit_ListsEveryReasonAndRemembersThem()
    {
        _rig.Source.Problems["pick at load"] = ["model.onnx: graph: expected a, actual b", "model.onnx: graph: expected c, actual d"];

        var refusal = await Assert.ThrowsAsync<OperationException>(() => _rig.LoadAsync());

        Assert.Equal((OperationError.Precondition, StopCause.NoPolicy), (refusal.Error, refusal.Cause));
        Assert.Equal(2, refusal.Fields.Count);
        Assert.Equal((PolicyState.Invalid, 2), (Policies.Get("pick").State, Policies.Get("pick").Facts.Problems.Count));
    }

    [Fact]
    public async Task Load_MoreThanMayBe_IsRefused()
    {
        await _rig.LoadAsync();

        var refusal = await Assert.ThrowsAsync<OperationException>(() => _rig.LoadAsync("place"));

        Assert.Equal(OperationError.Exhausted, refusal.Error);
    }

    [Fact]
    public async Task Unload_InUse_IsRefusedUntilTheTaskIsOver()
    {
        await _rig.LoadAsync();
        var task = await _rig.Room.Tasks.StartAsync(new TaskStart { StartedBy = "alice" });

        await Assert.ThrowsAsync<OperationException>(() => Policies.UnloadAsync("pick"));
        Assert.Empty(_rig.Source.Freed);

        await _rig.Room.Tasks.StopAsync(task.Id);
        _rig.Room.Look();
        _rig.Room.Look();
        Assert.Equal(PolicyState.Available, (await Policies.UnloadAsync("pick")).State);
        Assert.Equal(["pick"], _rig.Source.Freed);
        Assert.Null(_rig.Loop.Equipped);
        Assert.Equal("", Policies.Active);
    }

    [Fact]
    public async Task Unload_WhileAStartWaitsForItsAnswer_IsRefused()
    {
        await _rig.LoadAsync();
        await _rig.Room.Tasks.StartAsync(new TaskStart { StartedBy = "alice", Confirm = true });

        await Assert.ThrowsAsync<OperationException>(() => Policies.UnloadAsync("pick"));
    }

    [Fact]
    public async Task Attempts_PassingFailure_IsTriedAgain()
    {
        var attempts = new LoadAttempts(["cpu"], TimeProvider.System);
        var tries = 0;

        var loaded = await attempts.RunAsync(_ => ++tries < 3 ? throw new IOException("busy") : "ok", _ => { }, CancellationToken.None);

        Assert.Equal(("ok", 3), (loaded, tries));
    }

    [Fact]
    public async Task Attempts_DeviceFails_FallsBackAndSaysSo()
    {
        var attempts = new LoadAttempts(["cuda:0", "cpu"], TimeProvider.System);
        var warnings = new List<string>();

        var loaded = await attempts.RunAsync(
            device => device == "cuda:0" ? throw new InvalidOperationException("no device") : device, warnings.Add, CancellationToken.None);

        Assert.Equal("cpu", loaded);
        Assert.Equal("FALLING BACK FROM cuda:0 TO cpu: no device", Assert.Single(warnings));
    }

    [Fact]
    public async Task Attempts_PackageDoesNotFit_IsNotTriedAgain()
    {
        var attempts = new LoadAttempts(["cuda:0", "cpu"], TimeProvider.System);
        var tries = 0;

        await Assert.ThrowsAsync<PolicyRefusedException>(() => attempts.RunAsync<string>(
            _ => throw new PolicyRefusedException([$"{++tries}"]), _ => { }, CancellationToken.None));

        Assert.Equal(1, tries);
    }
}
