using System.Buffers.Binary;
using System.IO.Compression;
using RobotPolicy.Control.Model;
using RobotPolicy.Control.Observations;

namespace RobotPolicy.Imaging.Codecs;

/// <summary>
/// Decodes PNG (ISO/IEC 15948): 8 bits a channel, grey, RGB or RGBA, not interlaced; anything else is unsupported. Checksums
/// are checked, and no more is unpacked than the header announces. Keeps its buffers, but the decompressor allocates for each
/// picture. Not thread-safe.
/// </summary>
internal sealed class PngDecoder : IPictureDecoder
{
    private const int SignatureBytes = 8;
    private const int ChunkOverhead = 12;
    private const int MaxDeflateRatio = 1032;
    private const uint HeaderType = 0x49484452; // IHDR
    private const uint DataType = 0x49444154; // IDAT
    private const uint EndType = 0x49454E44; // IEND
    private byte[] _compressed = [];
    private byte[] _rows = [];

    private static ReadOnlySpan<byte> Signature => [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A];

    /// <inheritdoc/>
    public string? InstallationError => null;

    /// <summary>Decodes to grey, RGB or RGBA, always in the picture's own size.</summary>
    /// <inheritdoc/>
    public ImageStatus Decode(ReadOnlySpan<byte> stream, ImageTensorSpec? wanted, out PixelBuffer pixels)
    {
        pixels = default;
        if (!stream.StartsWith(Signature))
            return ImageStatus.CorruptStream;

        var status = ReadChunks(stream[SignatureBytes..], out var header, out var compressedLength);
        if (status != ImageStatus.Ok)
            return status;

        // Each row is preceded by one byte that names its filter.
        var step = header.Width * header.BytesPerPixel;
        var length = (step + 1) * header.Height;

        // Deflate cannot shrink by more than this; a stream that is too short for its header does not get the memory.
        if (length / MaxDeflateRatio > compressedLength)
            return ImageStatus.CorruptStream;
        if (_rows.Length < length)
            _rows = GC.AllocateUninitializedArray<byte>(length);
        if (!Unpack(compressedLength, _rows.AsSpan(0, length)) || !Unfilter(header, step))
            return ImageStatus.CorruptStream;

        return PixelBuffer.TryCreate(_rows.AsSpan(1, length - 1), header.Format, header.Width, header.Height, step + 1, out pixels);
    }

    public void Dispose()
    {
    }

    private ImageStatus ReadChunks(ReadOnlySpan<byte> stream, out Header header, out int compressedLength)
    {
        header = default;
        compressedLength = 0;
        while (stream.Length >= ChunkOverhead)
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(stream);
            if (length > stream.Length - ChunkOverhead)
                return ImageStatus.CorruptStream;

            var type = BinaryPrimitives.ReadUInt32BigEndian(stream[4..]);
            var body = stream.Slice(8, (int)length);
            if (Crc32.Of(stream.Slice(4, (int)length + 4)) != BinaryPrimitives.ReadUInt32BigEndian(stream[(8 + (int)length)..]))
                return ImageStatus.CorruptStream;

            // The header comes first, and nothing is looked at without it.
            if ((type == HeaderType) != (header.Width == 0))
                return ImageStatus.CorruptStream;

            switch (type)
            {
                case HeaderType:
                    var status = ReadHeader(body, out header);
                    if (status != ImageStatus.Ok)
                        return status;
                    break;
                case DataType:
                    if (_compressed.Length < compressedLength + body.Length)
                        Array.Resize(ref _compressed, Math.Max(compressedLength + body.Length, stream.Length));
                    body.CopyTo(_compressed.AsSpan(compressedLength));
                    compressedLength += body.Length;
                    break;
                case EndType:
                    return compressedLength > 0 ? ImageStatus.Ok : ImageStatus.CorruptStream;
            }

            stream = stream[(ChunkOverhead + (int)length)..];
        }

        return ImageStatus.CorruptStream;
    }

    private static ImageStatus ReadHeader(ReadOnlySpan<byte> body, out Header header)
    {
        const int headerBytes = 13;
        header = default;
        if (body.Length != headerBytes)
            return ImageStatus.CorruptStream;

        var width = BinaryPrimitives.ReadUInt32BigEndian(body);
        var height = BinaryPrimitives.ReadUInt32BigEndian(body[4..]);
        if (!PixelBuffer.IsAllowed(width, height))
            return ImageStatus.InvalidLayout;

        var (bitDepth, colourType, compression, filter, interlace) = (body[8], body[9], body[10], body[11], body[12]);
        var (format, bytesPerPixel) = colourType switch
        {
            0 => (PixelFormat.Mono8, 1),
            2 => (PixelFormat.Rgb8, 3),
            6 => (PixelFormat.Rgba8, 4),
            _ => (PixelFormat.Unsupported, 0),
        };
        if (bytesPerPixel == 0 || bitDepth != 8 || compression != 0 || filter != 0 || interlace != 0)
            return ImageStatus.UnsupportedFormat;

        header = new Header((int)width, (int)height, format, bytesPerPixel);
        return ImageStatus.Ok;
    }

    private bool Unpack(int compressedLength, Span<byte> rows)
    {
        try
        {
            using var packed = new MemoryStream(_compressed, 0, compressedLength, writable: false);
            using var unpacked = new ZLibStream(packed, CompressionMode.Decompress);
            return unpacked.ReadAtLeast(rows, rows.Length, throwOnEndOfStream: false) == rows.Length;
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }

    /// <summary>Undoes the prediction of each row in place (ISO/IEC 15948, 9.2).</summary>
    private bool Unfilter(Header header, int step)
    {
        var above = ReadOnlySpan<byte>.Empty;
        for (var y = 0; y < header.Height; y++)
        {
            var line = _rows.AsSpan(y * (step + 1), step + 1);
            var row = line[1..];
            if (!UnfilterRow(line[0], row, above, header.BytesPerPixel))
                return false;
            above = row;
        }

        return true;
    }

    private static bool UnfilterRow(byte filter, Span<byte> row, ReadOnlySpan<byte> above, int bytesPerPixel)
    {
        unchecked
        {
            switch (filter)
            {
                case 0:
                    return true;
                case 1:
                    for (var i = bytesPerPixel; i < row.Length; i++)
                        row[i] += row[i - bytesPerPixel];
                    return true;
                case 2:
                    for (var i = 0; i < above.Length; i++)
                        row[i] += above[i];
                    return true;
                case 3:
                    for (var i = 0; i < row.Length; i++)
                    {
                        var left = i < bytesPerPixel ? 0 : row[i - bytesPerPixel];
                        var up = above.IsEmpty ? 0 : above[i];
                        row[i] += (byte)((left + up) / 2);
                    }

                    return true;
                case 4:
                    for (var i = 0; i < row.Length; i++)
                    {
                        var left = i < bytesPerPixel ? 0 : row[i - bytesPerPixel];
                        var up = above.IsEmpty ? 0 : above[i];
                        var corner = i < bytesPerPixel || above.IsEmpty ? 0 : above[i - bytesPerPixel];
                        row[i] += (byte)Paeth(left, up, corner);
                    }

                    return true;
                default:
                    return false;
            }
        }
    }

    private static int Paeth(int left, int up, int corner)
    {
        var estimate = left + up - corner;
        var (dl, du, dc) = (Math.Abs(estimate - left), Math.Abs(estimate - up), Math.Abs(estimate - corner));
        return dl <= du && dl <= dc ? left : du <= dc ? up : corner;
    }

    private readonly record struct Header(int Width, int Height, PixelFormat Format, int BytesPerPixel);
}
