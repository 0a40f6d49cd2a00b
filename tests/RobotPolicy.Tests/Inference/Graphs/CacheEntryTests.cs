using RobotPolicy.Inference.Graphs.Cache;

namespace RobotPolicy.Tests.Inference.Graphs;

public sealed class CacheEntryTests : IDisposable
{
    private readonly CacheEntry _entry = new(Directory.CreateTempSubdirectory("robotpolicy-entry-").FullName);

    public CacheEntryTests()
    {
        File.WriteAllBytes(_entry.GraphPath, [1, 2, 3]);
        File.WriteAllBytes(_entry.WeightsPath, [4, 5, 6]);
    }

    public void Dispose() => Directory.Delete(_entry.Folder, recursive: true);

    [Fact]
    public void Entry_ThatWasSealed_HoldsUntilAByteChanges()
    {
        Assert.Null(_entry.ReadNote());
        _entry.Seal("/policies/pick/model.onnx");
        var note = _entry.ReadNote()!;

        Assert.Equal(("/policies/pick/model.onnx", null), (note.Source, note.NotKept));
        Assert.True(_entry.HoldsGraph(note) && _entry.HoldsWeights(note));

        File.WriteAllBytes(_entry.WeightsPath, [4, 5, 7]);
        Assert.True(_entry.HoldsGraph(note));
        Assert.False(_entry.HoldsWeights(note));

        File.Delete(_entry.WeightsPath);
        File.Delete(_entry.GraphPath);
        Assert.False(_entry.HoldsGraph(note) || _entry.HoldsWeights(note));
    }

    [Fact]
    public void Entry_WithoutWeights_HoldsWithoutThem()
    {
        File.Delete(_entry.WeightsPath);
        _entry.Seal("model.onnx");
        var note = _entry.ReadNote()!;
        Assert.True(_entry.HoldsWeights(note));

        File.WriteAllBytes(_entry.WeightsPath, [1]);
        Assert.False(_entry.HoldsWeights(note));
    }

    [Fact]
    public void Entry_ThatWasRefused_KeepsTheReasonAlone()
    {
        _entry.Refuse("model.onnx", "it rolls dice");

        Assert.Equal("it rolls dice", _entry.ReadNote()!.NotKept);
        Assert.Single(Directory.EnumerateFiles(_entry.Folder));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{\"GraphCrc\": 1}")]
    public void Note_ThatIsDamaged_CountsForNothing(string text)
    {
        File.WriteAllText(Path.Combine(_entry.Folder, "entry.json"), text);

        Assert.Null(_entry.ReadNote());
    }
}
