namespace RobotPolicy.Data.Replay;

/// <summary>Loads the policies of a recording, or others in their place.</summary>
public interface IReplayPolicies
{
    /// <summary>Loads one.</summary>
    /// <param name="package">Name of the package that was equipped.</param>
    /// <param name="loaded">How it was loaded: the data of its <c>policy</c> event, one JSON object; empty where there is none.</param>
    /// <param name="problem">Why it cannot be loaded, as a sentence; empty otherwise.</param>
    /// <returns><see langword="null"/> where it cannot be loaded.</returns>
    ReplayPolicy? Load(string package, string loaded, out string problem);
}
