using System.Buffers.Binary;
using System.IO.Compression;
using RobotPolicy.Control.Model;
using RobotPolicy.Control.Observations;
using RobotPolicy.Imaging;
using RobotPolicy.Imaging.Codecs;
using RobotPolicy.TestSupport;

namespace RobotPolicy.Tests.Imaging;

public sealed class PngTests : IDisposable
{
    private const int Width = 7;
    private const int Height = 10;
    private readonly ImagePreprocessor _images = new();

    public void Dispose() => _images.Dispose();

    [Fact]
    public void Crc32_OfTheStandardsCheckString_IsItsCheckValue()
    {
        Assert.Equal(0xCBF43926u, Crc32.Of("123456789"u8));
        Assert.Equal(0xAE426082u, Crc32.Of("IEND"u8));
    }

    [Fact]
    public void Convert_TwoPixelsByHand_GivesTheirValues()
    {
        // zlib with one stored block: no filter, then red and blue.
        byte[] data = [0x78, 0x01, 0x01, 7, 0, 0xF8, 0xFF, 0, 255, 0, 0, 0, 0, 255, 0, 0, 0, 0];
        BinaryPrimitives.WriteUInt32BigEndian(data.AsSpan(14), Adler32([0, 255, 0, 0, 0, 0, 255]));
        byte[] png = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, .. Chunk("IHDR", [0, 0, 0, 2, 0, 0, 0, 1, 8, 2, 0, 0, 0]), .. Chunk("IDAT", data), .. Chunk("IEND", [])];
        var tensor = new float[6];

        Assert.Equal(ImageStatus.Ok, _images.Convert(Frame(png), Spec(2, 1), tensor));

        Assert.Equal([255f, 0, 0, 0, 0, 255], tensor);
    }

    [Theory]
    [InlineData(0, 1, 0)]
    [InlineData(0, 1, 1)]
    [InlineData(0, 1, 2)]
    [InlineData(0, 1, 3)]
    [InlineData(0, 1, 4)]
    [InlineData(2, 3, 0)]
    [InlineData(2, 3, 1)]
    [InlineData(2, 3, 2)]
    [InlineData(2, 3, 3)]
    [InlineData(2, 3, 4)]
    [InlineData(6, 4, 1)]
    [InlineData(6, 4, 3)]
    [InlineData(6, 4, 4)]
    [InlineData(6, 4, 5)]
    public void Convert_EveryFilter_GivesTheEncodedPixels(byte colourType, int bytesPerPixel, int filter)
    {
        var pixels = Pixels(bytesPerPixel);
        var png = Encode(pixels, colourType, bytesPerPixel, filter);
        var tensor = new float[Width * Height * 3];

        Assert.Equal(ImageStatus.Ok, _images.Convert(Frame(png), Spec(Width, Height), tensor));

        for (var i = 0; i < Width * Height; i++)
            for (var channel = 0; channel < 3; channel++)
                Assert.Equal(pixels[(i * bytesPerPixel) + (bytesPerPixel == 1 ? 0 : channel)], tensor[(channel * Width * Height) + i]);
    }

    [Theory]
    [InlineData(16, 2, 0)]
    [InlineData(8, 3, 0)]
    [InlineData(8, 4, 0)]
    [InlineData(8, 2, 1)]
    public void Convert_OtherKinds_AreUnsupported(byte bitDepth, byte colourType, byte interlace)
    {
        byte[] png = [.. Signature, .. Chunk("IHDR", [0, 0, 0, Width, 0, 0, 0, Height, bitDepth, colourType, 0, 0, interlace]), .. Chunk("IEND", [])];

        Assert.Equal(ImageStatus.UnsupportedFormat, _images.Convert(Frame(png), Spec(Width, Height), new float[Width * Height * 3]));
    }

    [Theory]
    [InlineData(0u, 5u)]
    [InlineData(8193u, 5u)]
    [InlineData(5u, 0xFFFFFFFFu)]
    [InlineData(8192u, 8192u)]
    public void Convert_SizeBeyondTheLimit_IsRejected(uint width, uint height)
    {
        var header = new byte[13];
        BinaryPrimitives.WriteUInt32BigEndian(header, width);
        BinaryPrimitives.WriteUInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = (8, 2);
        byte[] png = [.. Signature, .. Chunk("IHDR", header), .. Chunk("IDAT", [1, 2, 3]), .. Chunk("IEND", [])];

        Assert.Equal(ImageStatus.InvalidLayout, _images.Convert(Frame(png), Spec(2, 2), new float[12]));
    }

    [Fact]
    public void Convert_LargePictureOutOfFewBytes_IsRejectedBeforeItsMemoryIsTaken()
    {
        byte[] png = [.. Signature, .. Chunk("IHDR", [0, 0, 0x1F, 0, 0, 0, 0x1F, 0, 8, 2, 0, 0, 0]), .. Chunk("IDAT", [1, 2, 3]), .. Chunk("IEND", [])];
        var before = GC.GetAllocatedBytesForCurrentThread();

        Assert.Equal(ImageStatus.CorruptStream, _images.Convert(Frame(png), Spec(2, 2), new float[12]));

        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 100_000);
    }

    [Fact]
    public void Convert_TruncatedAnywhere_IsCorrupt()
    {
        var png = Encode(Pixels(3), 2, 3, filter: 4);
        for (var length = 0; length < png.Length; length++)
            Assert.Equal(ImageStatus.CorruptStream, _images.Convert(Frame(png[..length]), Spec(Width, Height), new float[Width * Height * 3]));
    }

    [Fact]
    public void Convert_AnyDamagedByte_IsNoticed()
    {
        var png = Encode(Pixels(3), 2, 3, filter: 2);
        for (var i = 0; i < png.Length; i++)
        {
            png[i] ^= 0x10;
            Assert.NotEqual(ImageStatus.Ok, _images.Convert(Frame(png), Spec(Width, Height), new float[Width * Height * 3]));
            png[i] ^= 0x10;
        }
    }

    [Fact]
    public void Convert_ChunksThatLie_NeverThrow()
    {
        // Damage behind correct checksums reaches the decompressor and the filters.
        var random = new Random(8);
        var raw = Filter(Pixels(3), 3, filter: 5);
        for (var round = 0; round < 2000; round++)
        {
            var damaged = (byte[])raw.Clone();
            damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            var packed = Pack(damaged);
            if (round % 2 == 0)
                packed[random.Next(packed.Length)] = (byte)random.Next(256);
            byte[] png = [.. Signature, .. Chunk("IHDR", [0, 0, 0, Width, 0, 0, 0, Height, 8, 2, 0, 0, 0]), .. Chunk("IDAT", packed), .. Chunk("IEND", [])];
            _images.Convert(Frame(png), Spec(Width, Height), new float[Width * Height * 3]);
        }
    }

    private static readonly byte[] Signature = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A];

    private static MemoryFrame Frame(byte[] png) => MemoryFrame.Compressed(PixelFormat.Png, png);

    private static ImageTensorSpec Spec(int width, int height) =>
        new() { Width = width, Height = height, Scale = 1, Mean = [0, 0, 0], Std = [1, 1, 1] };

    private static byte[] Pixels(int bytesPerPixel)
    {
        var pixels = new byte[Width * Height * bytesPerPixel];
        new Random(bytesPerPixel).NextBytes(pixels);
        return pixels;
    }

    /// <summary>In two data chunks, as encoders do with large pictures.</summary>
    private static byte[] Encode(byte[] pixels, byte colourType, int bytesPerPixel, int filter)
    {
        var packed = Pack(Filter(pixels, bytesPerPixel, filter));
        return
        [
            .. Signature, .. Chunk("IHDR", [0, 0, 0, Width, 0, 0, 0, Height, 8, colourType, 0, 0, 0]), .. Chunk("tEXt", "a\0b"u8.ToArray()),
            .. Chunk("IDAT", packed[..5]), .. Chunk("IDAT", packed[5..]), .. Chunk("IEND", []),
        ];
    }

    /// <summary>Filter 5 stands for another one in each row.</summary>
    private static byte[] Filter(byte[] pixels, int bytesPerPixel, int filter)
    {
        var step = Width * bytesPerPixel;
        var rows = new byte[(step + 1) * Height];
        for (var y = 0; y < Height; y++)
        {
            var kind = filter == 5 ? y % 5 : filter;
            rows[y * (step + 1)] = (byte)kind;
            for (var x = 0; x < step; x++)
            {
                int At(int dx, int dy) => x - dx < 0 || y - dy < 0 ? 0 : pixels[((y - dy) * step) + x - dx];
                var (left, up, corner) = (At(bytesPerPixel, 0), At(0, 1), At(bytesPerPixel, 1));
                var estimate = left + up - corner;
                var nearest = new[] { left, up, corner }.MinBy(v => Math.Abs(estimate - v));
                var prediction = kind switch { 0 => 0, 1 => left, 2 => up, 3 => (left + up) / 2, _ => nearest };
                rows[(y * (step + 1)) + 1 + x] = unchecked((byte)(At(0, 0) - prediction));
            }
        }

        return rows;
    }

    private static byte[] Pack(byte[] raw)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Optimal))
            zlib.Write(raw);
        return packed.ToArray();
    }

    private static byte[] Chunk(string type, byte[] body)
    {
        var chunk = new byte[12 + body.Length];
        BinaryPrimitives.WriteUInt32BigEndian(chunk, (uint)body.Length);
        System.Text.Encoding.ASCII.GetBytes(type, chunk.AsSpan(4));
        body.CopyTo(chunk, 8);
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(8 + body.Length), Crc32.Of(chunk.AsSpan(4, 4 + body.Length)));
        return chunk;
    }

    private static uint Adler32(byte[] data)
    {
        uint a = 1, b = 0;
        foreach (var value in data)
        {
            a = (a + value) % 65521;
            b = (b + a) % 65521;
        }

        return (b << 16) | a;
    }
}
