using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Google.Protobuf;
using RobotPolicy.Server.OperatorConsole;

namespace RobotPolicy.TestSupport;

/// <summary>A call as a page makes it: one WebSocket, metadata first, gRPC's own framing.</summary>
internal sealed class PageCall : IDisposable
{
    private readonly ClientWebSocket _socket = new();
    private readonly MemoryStream _received = new();

    public WebSocketState State => _socket.State;

    /// <summary>What the service said at the end; empty before.</summary>
    public IReadOnlyDictionary<string, string> Trailers { get; private set; } = new Dictionary<string, string>();

    /// <summary>Opens the socket; no metadata is sent.</summary>
    public async Task ConnectAsync(string console, string method, string? origin = null, string protocol = CallFrames.Protocol)
    {
        _socket.Options.AddSubProtocol(protocol);
        _socket.Options.SetRequestHeader("Origin", origin ?? console);
        await _socket.ConnectAsync(new Uri($"{console.Replace("http", "ws", StringComparison.Ordinal)}/call{method}"), Limit());
    }

    public static async Task<PageCall> OpenAsync(string console, string method, params (string Name, string Value)[] metadata)
    {
        var call = new PageCall();
        await call.ConnectAsync(console, method);
        await call.SayAsync(JsonSerializer.Serialize(metadata.ToDictionary(each => each.Name, each => each.Value)));
        return call;
    }

    public Task SayAsync(string words) => _socket.SendAsync(Encoding.UTF8.GetBytes(words), WebSocketMessageType.Text, true, Limit());

    public Task SendAsync(IMessage message)
    {
        var bytes = message.ToByteArray();
        byte[] framed = [0, (byte)(bytes.Length >> 24), (byte)(bytes.Length >> 16), (byte)(bytes.Length >> 8), (byte)bytes.Length, .. bytes];
        return _socket.SendAsync(framed, WebSocketMessageType.Binary, true, Limit());
    }

    public Task EndAsync() => SayAsync(CallFrames.End);

    /// <summary>The next answer; <see langword="null"/> at the end of the call.</summary>
    public async Task<T?> ReadAsync<T>(MessageParser<T> parser)
        where T : class, IMessage<T>
    {
        var buffer = new byte[64 * 1024];
        while (true)
        {
            if (Take() is { } message)
                return parser.ParseFrom(message);
            var result = await _socket.ReceiveAsync(buffer, Limit());
            if (result.MessageType == WebSocketMessageType.Close)
                return null;
            if (result.MessageType == WebSocketMessageType.Text)
                Trailers = JsonSerializer.Deserialize<Dictionary<string, string>>(buffer.AsSpan(0, result.Count))!;
            else
                _received.Write(buffer, 0, result.Count);
        }
    }

    /// <summary>Goes without a word, as a tab that is closed.</summary>
    public void Abort() => _socket.Abort();

    public void Dispose()
    {
        _socket.Dispose();
        _received.Dispose();
    }

    private byte[]? Take()
    {
        var all = _received.ToArray();
        if (all.Length < 5)
            return null;
        var length = (all[1] << 24) | (all[2] << 16) | (all[3] << 8) | all[4];
        if (all.Length < 5 + length)
            return null;
        _received.SetLength(0);
        _received.Write(all, 5 + length, all.Length - 5 - length);
        return all[5..(5 + length)];
    }

    private static CancellationToken Limit() => new CancellationTokenSource(TimeSpan.FromSeconds(30)).Token;
}
