using System.Net;
using System.Net.Sockets;

namespace RobotPolicy.IntegrationTests.OperatorConsole;

/// <summary>A network between a page and the service that can be cut: what is sent then arrives nowhere, and nobody is told.</summary>
internal sealed class CuttableProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly IPEndPoint _to;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _accepting;
    private volatile bool _isCut;

    public CuttableProxy(string to)
    {
        var address = new Uri(to);
        _to = new IPEndPoint(IPAddress.Loopback, address.Port);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public string Address => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    public void Cut() => _isCut = true;

    public void Mend() => _isCut = false;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (true)
            _ = CarryAsync(await _listener.AcceptSocketAsync(_stop.Token));
    }

    private async Task CarryAsync(Socket page)
    {
        using var service = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await service.ConnectAsync(_to, _stop.Token);
            await Task.WhenAny(CarryAsync(page, service), CarryAsync(service, page));
        }
        catch (Exception exception) when (exception is SocketException or OperationCanceledException)
        {
            // The test is over, or the service is.
        }
        finally
        {
            page.Dispose();
        }
    }

    private async Task CarryAsync(Socket from, Socket to)
    {
        var buffer = new byte[64 * 1024];
        while (true)
        {
            // A cut network takes nothing: what waits in the sender's queue goes on when it is mended, as TCP does it.
            while (_isCut)
                await Task.Delay(10, _stop.Token);
            var count = await from.ReceiveAsync(buffer, _stop.Token);
            if (count == 0)
                return;
            while (_isCut)
                await Task.Delay(10, _stop.Token);
            await to.SendAsync(buffer.AsMemory(0, count), _stop.Token);
        }
    }
}
