using RobotPolicy.Control.Inferences;
using RobotPolicy.Control.Loop;
using RobotPolicy.Data.Log;
using RobotPolicy.Data.Replay;

namespace RobotPolicy.Cli.Commands.Replay;

/// <summary>Several observers of one replay as one.</summary>
internal sealed class ReplayObservers : IReplayObserver
{
    private readonly IReplayObserver[] _all;

    private ReplayObservers(IReplayObserver[] all) => _all = all;

    public static IReplayObserver? Of(params IReplayObserver?[] observers) =>
        observers.OfType<IReplayObserver>().ToArray() is { Length: > 0 } all ? new ReplayObservers(all) : null;

    public void OnTick(LoggedTick recorded, in TickRecord replayed)
    {
        foreach (var observer in _all)
            observer.OnTick(recorded, replayed);
    }

    public void OnInference(LoggedInference? recorded, InferenceResult? replayed, TimeSpan computing)
    {
        foreach (var observer in _all)
            observer.OnInference(recorded, replayed, computing);
    }

    public void OnEquip(string package, string loaded, ReplayPolicy? policy)
    {
        foreach (var observer in _all)
            observer.OnEquip(package, loaded, policy);
    }

    public void OnEvent(LoggedEvent item)
    {
        foreach (var observer in _all)
            observer.OnEvent(item);
    }

    public void OnSample(LogSample sample)
    {
        foreach (var observer in _all)
            observer.OnSample(sample);
    }
}
