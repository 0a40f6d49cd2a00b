using System.Globalization;
using System.Text;

namespace RobotPolicy.Grpc.Framing;

/// <summary>The header grpc-message: UTF-8, in which bytes outside 0x20…0x7E and '%' are percent-encoded.</summary>
internal static class StatusMessage
{
    internal static string Encode(string text)
    {
        if (!text.AsSpan().ContainsAnyExceptInRange(' ', '~') && !text.Contains('%'))
            return text;
        var result = new StringBuilder(text.Length + 16);
        foreach (var value in Encoding.UTF8.GetBytes(text))
        {
            if (IsPlain((char)value))
                result.Append((char)value);
            else
                result.Append('%').Append(value.ToString("X2", CultureInfo.InvariantCulture));
        }

        return result.ToString();
    }

    /// <summary>Decodes; a '%' that no two hexadecimal digits follow stands for itself, as the protocol asks.</summary>
    internal static string Decode(string header)
    {
        if (!header.Contains('%'))
            return header;
        var bytes = new byte[Encoding.UTF8.GetMaxByteCount(header.Length)];
        var count = 0;
        for (var i = 0; i < header.Length; i++)
        {
            if (header[i] == '%' && i + 2 < header.Length && char.IsAsciiHexDigit(header[i + 1]) && char.IsAsciiHexDigit(header[i + 2]))
            {
                bytes[count++] = byte.Parse(header.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
                i += 2;
            }
            else
            {
                count += Encoding.UTF8.GetBytes(header.AsSpan(i, 1), bytes.AsSpan(count));
            }
        }

        return Encoding.UTF8.GetString(bytes, 0, count);
    }

    private static bool IsPlain(char value) => value is >= ' ' and <= '~' and not '%';
}
