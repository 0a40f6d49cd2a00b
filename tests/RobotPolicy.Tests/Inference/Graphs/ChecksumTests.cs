using RobotPolicy.Inference.Graphs.Cache;

namespace RobotPolicy.Tests.Inference.Graphs;

public sealed class ChecksumTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("robotpolicy-checksum-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>The check value that catalogues of CRCs give, and the examples of RFC 3720, appendix B.4.</summary>
    [Fact]
    public void OfFile_KnownTexts_IsThePublishedValue()
    {
        Assert.Equal(0xE3069283u, Of("123456789"u8));
        Assert.Equal(0x8A9136AAu, Of(new byte[32]));
        Assert.Equal(0x46DD794Eu, Of(Enumerable.Range(0, 32).Select(i => (byte)i).ToArray()));
        Assert.Equal(0u, Of([]));
    }

    [Fact]
    public void OfFile_LongerThanAPiece_SeesEveryByte()
    {
        var bytes = new byte[(3 << 20) + 5];
        new Random(1).NextBytes(bytes);
        var whole = Of(bytes);
        foreach (var at in new[] { 0, (1 << 20) - 1, 1 << 20, bytes.Length - 1 })
        {
            bytes[at] ^= 1;
            Assert.NotEqual(whole, Of(bytes));
            bytes[at] ^= 1;
        }

        Assert.Equal(whole, Of(bytes));
    }

    private uint Of(ReadOnlySpan<byte> bytes)
    {
        var path = Path.Combine(_folder, "file");
        File.WriteAllBytes(path, bytes);
        return Checksum.OfFile(path);
    }
}
