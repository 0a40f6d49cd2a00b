using RobotPolicy.Server.Operations.Policies;
using RobotPolicy.TestSupport;
using RobotPolicy.Tests.Sessions;

namespace RobotPolicy.Tests.Operations;

public sealed class LoadLogTests
{
    private readonly ManualTime _time = new();
    private readonly LogLines _log = new();

    [Fact]
    public void LongLoad_SaysNowAndThenWhatItIsBusyWith()
    {
        using (var load = new LoadLog("pick", _time, _log))
        {
            load.Enter(LoadStep.WarmingUp);
            _time.Advance(TimeSpan.FromSeconds(1.9));
            Assert.Empty(_log.Lines);
            _time.Advance(TimeSpan.FromSeconds(0.2));
            _time.Advance(TimeSpan.FromSeconds(10));
        }

        _time.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal(["Policy pick: warming up, 2 s so far", "Policy pick: warming up, 12 s so far"], _log.Lines.Select(entry => entry.Text));
    }
}
