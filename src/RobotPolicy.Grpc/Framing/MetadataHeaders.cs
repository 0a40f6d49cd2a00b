using System.Collections.Frozen;
using Grpc.Core;

namespace RobotPolicy.Grpc.Framing;

/// <summary>Metadata as HTTP headers and back.</summary>
internal static class MetadataHeaders
{
    private static readonly FrozenSet<string> Reserved = new[]
    {
        "te", "content-type", "host", "trailer", "transfer-encoding", "connection",
        GrpcHeaders.Timeout, GrpcHeaders.Encoding, GrpcHeaders.AcceptEncoding, GrpcHeaders.Status, GrpcHeaders.Message,
        GrpcHeaders.CompressionRequest,
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether a header belongs to the protocol, so that it is never metadata.</summary>
    internal static bool IsReserved(string key) => key.Length == 0 || key[0] == ':' || Reserved.Contains(key);

    /// <summary>Adds a received header, unless it is the protocol's. Throws <see cref="RpcException"/> (Internal) on malformed base64.</summary>
    internal static void Add(Metadata target, string key, string value)
    {
        if (IsReserved(key))
            return;
        if (!key.EndsWith(Metadata.BinaryHeaderSuffix, StringComparison.OrdinalIgnoreCase))
        {
            target.Add(key, value);
            return;
        }

        // Peers, proxies and HTTP stacks may join the values of equal keys with commas, which base64 never contains.
        foreach (var range in value.AsSpan().Split(','))
            target.Add(key, DecodeBase64(key, value.AsSpan(range).Trim()));
    }

    /// <summary>The header value of an entry. Throws <see cref="RpcException"/> (Internal) when a text cannot stand in a header.</summary>
    internal static string ToHeaderValue(Metadata.Entry entry)
    {
        var value = entry.ToHeaderValue();
        if (value.AsSpan().ContainsAnyExceptInRange(' ', '~'))
            throw new RpcException(new Status(StatusCode.Internal, $"Metadata '{entry.Key}' holds a character outside printable ASCII."));
        return value;
    }

    private static byte[] DecodeBase64(string key, ReadOnlySpan<char> text)
    {
        text = text.TrimEnd('=');
        var padded = new char[(text.Length + 3) / 4 * 4];
        text.CopyTo(padded);
        padded.AsSpan(text.Length).Fill('=');
        var bytes = new byte[padded.Length / 4 * 3];
        if (!Convert.TryFromBase64Chars(padded, bytes, out var written))
            throw new RpcException(new Status(StatusCode.Internal, $"Metadata '{key}' is not valid base64."));
        return bytes.AsSpan(0, written).ToArray();
    }
}
