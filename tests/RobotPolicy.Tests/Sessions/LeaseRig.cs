using RobotPolicy.Api.V1;
using RobotPolicy.Control.Observations;
using RobotPolicy.Server.Sessions;
using RobotPolicy.TestSupport;

namespace RobotPolicy.Tests.Sessions;

/// <summary>A book over a loop that writes down what it is told, in a time that passes when told.</summary>
internal sealed class LeaseRig : IDisposable
{
    public static readonly Caller Alice = new("alice", Role.Operator, Caller.ByToken);
    public static readonly Caller Bob = new("bob", Role.Operator, Caller.ByToken);
    public static readonly Caller Carol = new("carol", Role.Supervisor, Caller.ByToken);

    public LeaseRig(TimeSpan? timeout = null)
    {
        Clock = new MonotonicClock(Time);
        Loop = new RecordingLoop(Clock);
        Book = new LeaseBook(
            new LeaseOptions { Timeout = timeout ?? LeaseOptions.DefaultTimeout }, Clock, Time, new RobotLeaseConsequences(Loop));
        Book.Changed += Changes.Add;
    }

    public ManualTime Time { get; } = new();

    public MonotonicClock Clock { get; }

    public RecordingLoop Loop { get; }

    public LeaseBook Book { get; }

    public List<LeaseChange> Changes { get; } = [];

    public bool SessionIsDemanded => !Loop.Presence.Poll(Clock.NowNs).IsNone;

    /// <summary>Acquires and gives the id.</summary>
    public string Acquire(Caller caller, bool takeOver = false)
    {
        var answer = Book.Acquire(caller, "client of " + caller.Subject, takeOver);
        Assert.Equal(LeaseVerdict.Granted, answer.Verdict);
        return answer.Hold!.Secret.Reveal();
    }

    public void Pass(double milliseconds) => Time.Advance(TimeSpan.FromMilliseconds(milliseconds));

    public void Dispose() => Book.Dispose();
}
