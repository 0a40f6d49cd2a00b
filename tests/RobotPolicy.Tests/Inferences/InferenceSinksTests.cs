using RobotPolicy.Control.Inferences;
using RobotPolicy.Control.Model;

namespace RobotPolicy.Tests.Inferences;

public sealed class InferenceSinksTests
{
    [Fact]
    public void All_SeeTheAnswer_InOrder()
    {
        var seen = new List<string>();
        var sinks = new InferenceSinks(new Sink(() => seen.Add("first")), new Sink(() => seen.Add("second")));

        sinks.OnServed(null!, null!);

        Assert.Equal(["first", "second"], seen);
    }

    [Fact]
    public void OneThatThrows_KeepsItFromNobody_AndIsTold()
    {
        var seen = new List<string>();
        var sinks = new InferenceSinks(new Sink(() => throw new InvalidOperationException("broken")), new Sink(() => seen.Add("second")));

        Assert.Equal("broken", Assert.Throws<InvalidOperationException>(() => sinks.OnServed(null!, null!)).Message);
        Assert.Equal(["second"], seen);
    }

    [Fact]
    public void Of_LeavesOutWhatIsNotThere()
    {
        var (first, second) = (new Sink(() => { }), new Sink(() => { }));
        Assert.Null(InferenceSinks.Of(null, null));
        Assert.Same(second, InferenceSinks.Of(null, second));
        Assert.IsType<InferenceSinks>(InferenceSinks.Of(first, null, second));
    }

    private sealed class Sink(Action act) : IInferenceSink
    {
        public void OnServed(InferenceResult result, PolicyInsight insight) => act();
    }
}
