using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace RobotPolicy.Server.OperatorConsole;

/// <summary>
/// What a call over a WebSocket says in words; its messages are binary, framed as gRPC frames them. From the client: the metadata, then
/// the messages, then <see cref="End"/>. From the service: the messages, then the status with its trailers, then the socket closes.
/// </summary>
internal static class CallFrames
{
    /// <summary>Subprotocol of the socket.</summary>
    public const string Protocol = "robotpolicy.call.v1";

    /// <summary>The client has no further message.</summary>
    public const string End = "end";

    /// <summary>Longest frame of words that a client may send, in bytes.</summary>
    public const int MaxWords = 8 * 1024;

    /// <summary>Metadata that a page may send; everything else is the service's to say.</summary>
    private static readonly string[] Allowed = ["authorization", "lease-id", "grpc-timeout"];

    /// <summary>Reads the metadata of a call.</summary>
    /// <param name="words">A JSON object of strings.</param>
    /// <param name="headers">Receives what a page may send.</param>
    /// <returns>Whether it is such an object.</returns>
    public static bool TryReadHeaders(ReadOnlySpan<byte> words, IHeaderDictionary headers)
    {
        try
        {
            var reader = new Utf8JsonReader(words);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                return false;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var name = reader.GetString()!;
                if (!reader.Read() || reader.TokenType != JsonTokenType.String)
                    return false;
                if (Array.Find(Allowed, allowed => allowed.Equals(name, StringComparison.OrdinalIgnoreCase)) is { } known)
                    headers[known] = reader.GetString();
            }

            return reader.TokenType == JsonTokenType.EndObject && !reader.Read();
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>Writes status and trailers of a call; the trailers win where both have a name.</summary>
    public static byte[] WriteTrailers(IHeaderDictionary headers, IHeaderDictionary trailers)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            foreach (var (name, value) in trailers)
                json.WriteString(name.ToLowerInvariant(), value.ToString());
            foreach (var (name, value) in headers)
                if (name.StartsWith("grpc-status", StringComparison.OrdinalIgnoreCase) || name.Equals("grpc-message", StringComparison.OrdinalIgnoreCase))
                    if (!trailers.ContainsKey(name))
                        json.WriteString(name.ToLowerInvariant(), value.ToString());
            json.WriteEndObject();
        }

        return stream.ToArray();
    }
}
