using RobotPolicy.Imaging.Codecs;

namespace RobotPolicy.Tests.Imaging;

/// <summary>The part of the optional decoder that needs no package; compiled in, since the default build leaves it out.</summary>
public sealed class PictureHeaderTests
{
    private static readonly byte[] Jpeg =
    [
        0xFF, 0xD8,
        0xFF, 0xE0, 0, 4, 1, 2,
        0xFF, 0xFF, 0xC4, 0, 3, 9,
        0xFF, 0xC2, 0, 11, 8, 0x01, 0xE0, 0x02, 0x80, 1, 1, 0x11, 0,
        0xFF, 0xDA, 0, 2, 7, 7,
        0xFF, 0xD9,
    ];

    private static readonly byte[] Png =
    [
        0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52, 0, 0, 0x02, 0x80, 0, 0, 0x01, 0xE0, 8, 2, 0, 0, 0,
    ];

    [Fact]
    public void TryReadSize_JpegAndPng_IsTheHeaders()
    {
        foreach (var picture in new[] { Jpeg, Png, [.. Jpeg, 0, 0, 0] })
        {
            Assert.True(PictureHeader.TryReadSize(picture, out var width, out var height));
            Assert.Equal((640, 480), (width, height));
        }
    }

    [Fact]
    public void TryReadSize_JpegCutOffAnywhere_IsRefused()
    {
        for (var length = 0; length < Jpeg.Length; length++)
            Assert.False(PictureHeader.TryReadSize(Jpeg.AsSpan(0, length), out _, out _));
    }

    [Fact]
    public void TryReadSize_DamagedBytes_NeverThrow()
    {
        var random = new Random(3);
        for (var round = 0; round < 5000; round++)
        {
            var damaged = (byte[])(round % 2 == 0 ? Jpeg : Png).Clone();
            for (var i = random.Next(1, 6); i > 0; i--)
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            PictureHeader.TryReadSize(damaged.AsSpan(0, random.Next(damaged.Length + 1)), out _, out _);
        }
    }
}
