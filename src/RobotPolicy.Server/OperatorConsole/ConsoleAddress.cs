using System.Net;
using System.Net.Sockets;
using RobotPolicy.Server.Options;

namespace RobotPolicy.Server.OperatorConsole;

/// <summary>Where the console listens.</summary>
internal static class ConsoleAddress
{
    /// <summary>First port that is tried where none is asked for.</summary>
    public const int FirstPort = 50080;

    private const int Ports = 10;

    /// <summary>The address by the options; of a port that nobody asked for, the first free one of ten.</summary>
    /// <param name="options">Validated by the caller.</param>
    /// <returns><see langword="null"/> where there is to be no console, or no port is free.</returns>
    public static IPEndPoint? Choose(ApiOptions options)
    {
        if (!options.HasConsole || !options.TryParseConsole(out var at))
            return null;
        if (options.Console != ApiOptions.ConsoleAuto || at.Port == 0)
            return at;
        for (var port = FirstPort; port < FirstPort + Ports; port++)
            if (IsFree(new IPEndPoint(at.Address, port)))
                return new IPEndPoint(at.Address, port);
        return null;
    }

    private static bool IsFree(IPEndPoint at)
    {
        using var probe = new Socket(at.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            // As Kestrel binds: what was closed a moment ago is free, what somebody listens on is not.
            if (at.AddressFamily == AddressFamily.InterNetworkV6)
                probe.DualMode = true;
            probe.Bind(at);
            probe.Listen(1);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
