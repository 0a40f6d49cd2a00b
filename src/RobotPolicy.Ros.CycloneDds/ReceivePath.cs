namespace RobotPolicy.Ros.CycloneDds;

/// <summary>
/// The threads that a sample passes from the socket to its handler. The names are those that the kernel knows, since the native library
/// does not let all of its threads be configured.
/// </summary>
public static class ReceivePath
{
    /// <summary>Our receive thread, one to a transport.</summary>
    internal const string ManagedThread = "dds-receive";

    /// <summary>
    /// Names of the threads: ours, then the library's, one each to a domain, which read the sockets, deliver what came out of order or
    /// concerns discovery, and send acknowledgements and ask for what was lost.
    /// </summary>
    public static IReadOnlyList<string> ThreadNames { get; } =
        [ManagedThread, "recv", "recvMC", "recvUC", "dq.builtins", "dq.user", "tev"];
}
