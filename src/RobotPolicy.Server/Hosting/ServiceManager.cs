using System.Net.Sockets;
using System.Text;

namespace RobotPolicy.Server.Hosting;

/// <summary>
/// The service manager, if one waits to be told: systemd with <c>Type=notify</c>. Datagrams of lines <c>NAME=value</c> to the socket
/// that it names, as sd_notify(3) describes. A manager that does not listen is never waited for.
/// </summary>
public sealed class ServiceManager : IDisposable
{
    private const string Variable = "NOTIFY_SOCKET";

    private readonly Socket? _socket;

    /// <summary>Connects.</summary>
    /// <param name="path">Path of the manager's socket, one in the abstract namespace with a leading @; none for no manager.</param>
    public ServiceManager(string? path)
    {
        if (string.IsNullOrEmpty(path))
            return;
        var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified) { Blocking = false };
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint(path[0] == '@' ? '\0' + path[1..] : path));
            _socket = socket;
        }
        catch (Exception exception) when (exception is SocketException or ArgumentException)
        {
            socket.Dispose();
        }
    }

    /// <summary>The manager that started this process.</summary>
    public static ServiceManager OfThisProcess() => new(Environment.GetEnvironmentVariable(Variable));

    /// <summary>Whether somebody is told.</summary>
    public bool IsPresent => _socket is not null;

    /// <summary>The service runs: what depends on it may start.</summary>
    public void Ready() => Tell("READY=1");

    /// <summary>A sign of life for the manager's watchdog.</summary>
    public void Alive() => Tell("WATCHDOG=1");

    /// <summary>What the service does, in one line, as <c>systemctl status</c> shows it.</summary>
    public void Doing(string what) => Tell("STATUS=" + what);

    /// <summary>The service is about to end.</summary>
    public void Stopping() => Tell("STOPPING=1");

    /// <inheritdoc/>
    public void Dispose() => _socket?.Dispose();

    // What cannot be sent now is lost: the next sign of life follows soon, and a manager that hears none acts on its own.
    private void Tell(string line)
    {
        try
        {
            _socket?.Send(Encoding.UTF8.GetBytes(line));
        }
        catch (SocketException)
        {
        }
    }
}
