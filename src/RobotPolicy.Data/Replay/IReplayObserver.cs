using RobotPolicy.Control.Inferences;
using RobotPolicy.Control.Loop;
using RobotPolicy.Data.Log;

namespace RobotPolicy.Data.Replay;

/// <summary>Sees a replay side by side with its recording, as much of it as it wants to. The replaying thread.</summary>
public interface IReplayObserver
{
    /// <summary>One tick.</summary>
    /// <param name="recorded">As it was.</param>
    /// <param name="replayed">As it is now; its arrays are valid until the call returns.</param>
    void OnTick(LoggedTick recorded, in TickRecord replayed)
    {
    }

    /// <summary>One inference.</summary>
    /// <param name="recorded">As it was; <see langword="null"/> where the recording has none with that id.</param>
    /// <param name="replayed">As it is now; <see langword="null"/> where the replay did not come to it.</param>
    /// <param name="computing">Time that the replay took for it on this machine; zero where it did not come to it.</param>
    void OnInference(LoggedInference? recorded, InferenceResult? replayed, TimeSpan computing)
    {
    }

    /// <summary>A policy was given to the loop.</summary>
    /// <param name="package">Name of the package that the recording names; empty where the policy was taken away.</param>
    /// <param name="loaded">How it was loaded then: the data of its <c>policy</c> event.</param>
    /// <param name="policy">What is replayed in its place; <see langword="null"/> where nothing is.</param>
    void OnEquip(string package, string loaded, ReplayPolicy? policy)
    {
    }

    /// <summary>Something that happened beside the ticks.</summary>
    void OnEvent(LoggedEvent item)
    {
    }

    /// <summary>A message of the robot was delivered.</summary>
    void OnSample(LogSample sample)
    {
    }
}
