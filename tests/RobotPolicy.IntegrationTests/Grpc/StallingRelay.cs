using System.Net;
using System.Net.Sockets;

namespace RobotPolicy.IntegrationTests.Grpc;

/// <summary>
/// Passes bytes between clients and a server. Told to stall, it swallows what its connections carry from then on: both ends see a
/// line that is merely silent. Later connections pass again.
/// </summary>
internal sealed class StallingRelay : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _clientGone = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _work = Task.CompletedTask;
    private int _connections;
    private int _stalled;

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public int Connections => Volatile.Read(ref _connections);

    /// <summary>Ends when the client of a stalled connection gives it up.</summary>
    public Task ClientGone => _clientGone.Task;

    public static StallingRelay Start(int serverPort)
    {
        var relay = new StallingRelay();
        relay._listener.Start();
        relay._work = relay.AcceptAsync(serverPort);
        return relay;
    }

    /// <summary>Silences the connections that there are.</summary>
    public void Stall() => Volatile.Write(ref _stalled, Connections);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task AcceptAsync(int serverPort)
    {
        var relays = new List<Task>();
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                relays.Add(RelayAsync(client, serverPort, Interlocked.Increment(ref _connections)));
            }
        }
        finally
        {
            await Task.WhenAll(relays).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task RelayAsync(TcpClient client, int serverPort, int number)
    {
        using var server = new TcpClient();
        using (client)
        {
            await server.ConnectAsync(IPAddress.Loopback, serverPort, _stop.Token);
            await Task.WhenAll(
                CopyAsync(client.GetStream(), server.GetStream(), number, _clientGone),
                CopyAsync(server.GetStream(), client.GetStream(), number, null));
        }
    }

    private async Task CopyAsync(NetworkStream from, NetworkStream to, int number, TaskCompletionSource? gone)
    {
        var buffer = new byte[16 * 1024];
        while (true)
        {
            var read = 0;
            try
            {
                read = await from.ReadAsync(buffer, _stop.Token);
            }
            catch (IOException)
            {
                // A reset is an end too.
            }

            if (read == 0)
            {
                if (number <= Volatile.Read(ref _stalled))
                    gone?.TrySetResult();
                await Task.Delay(Timeout.Infinite, _stop.Token);
            }

            if (number > Volatile.Read(ref _stalled))
                await to.WriteAsync(buffer.AsMemory(0, read), _stop.Token);
        }
    }
}
