namespace RobotPolicy.Server.Operations.Policies;

/// <summary>Makes running policies out of folders.</summary>
public interface IPolicySource
{
    /// <summary>Reads a package without running it. Does not throw for what is in the folder.</summary>
    PolicyFacts Inspect(string folder);

    /// <summary>Loads a package, warms it up and starts its inference thread. Takes seconds.</summary>
    /// <param name="folder">Its folder.</param>
    /// <param name="progress">Told what it is busy with, and what needs attention.</param>
    /// <param name="cancel">Stops between two attempts.</param>
    /// <exception cref="PolicyRefusedException">It does not fit; all reasons are in it.</exception>
    Task<LoadedPolicy> LoadAsync(string folder, Action<LoadStep> progress, CancellationToken cancel);
}
