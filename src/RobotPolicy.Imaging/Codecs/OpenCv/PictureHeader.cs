using System.Buffers.Binary;

namespace RobotPolicy.Imaging.Codecs;

/// <summary>What the header of a JPEG or PNG says, for a decoder that would give a picture of any size the memory it announces.</summary>
internal static class PictureHeader
{
    private const int PngHeaderBytes = 24;

    private static ReadOnlySpan<byte> PngSignature => [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>Reads the size in pixels; <see langword="false"/> for what is neither, or a JPEG without its end.</summary>
    public static bool TryReadSize(ReadOnlySpan<byte> stream, out long width, out long height)
    {
        (width, height) = (0, 0);
        if (!stream.StartsWith(PngSignature))
            return TryReadJpeg(stream, ref width, ref height);
        if (stream.Length < PngHeaderBytes)
            return false;
        width = BinaryPrimitives.ReadUInt32BigEndian(stream[16..]);
        height = BinaryPrimitives.ReadUInt32BigEndian(stream[20..]);
        return true;
    }

    private static bool TryReadJpeg(ReadOnlySpan<byte> stream, ref long width, ref long height)
    {
        // Some cameras pad behind the end marker.
        if (!stream.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8]) || !stream.TrimEnd((byte)0).EndsWith((ReadOnlySpan<byte>)[0xFF, 0xD9]))
            return false;
        for (var rest = stream[2..]; rest.Length >= 9 && rest[0] == 0xFF;)
        {
            var marker = rest[1];
            if (marker == 0xFF)
            {
                // Fill bytes before a marker.
                rest = rest[1..];
                continue;
            }

            // Start of frame: precision, height, width. C4, C8 and CC are no frames.
            if (marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC))
            {
                height = BinaryPrimitives.ReadUInt16BigEndian(rest[5..]);
                width = BinaryPrimitives.ReadUInt16BigEndian(rest[7..]);
                return true;
            }

            var length = 2 + BinaryPrimitives.ReadUInt16BigEndian(rest[2..]);
            if (length < 4 || length > rest.Length)
                return false;
            rest = rest[length..];
        }

        return false;
    }
}
