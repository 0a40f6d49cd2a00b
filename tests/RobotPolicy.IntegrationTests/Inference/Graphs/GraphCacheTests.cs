using Microsoft.ML.OnnxRuntime;
using RobotPolicy.Inference.Devices;
using RobotPolicy.Inference.Graphs;
using RobotPolicy.Inference.Graphs.Cache;
using RobotPolicy.Inference.Packages;
using RobotPolicy.TestSupport;

namespace RobotPolicy.IntegrationTests.Inference.Graphs;

/// <summary>Optimised graphs that are kept: never another answer than without them, whatever happened to the folder.</summary>
public sealed class GraphCacheTests : IDisposable
{
    private const int Size = 64;
    private readonly string _folder = Directory.CreateTempSubdirectory("robotpolicy-graph-cache-").FullName;
    private readonly OnnxGraphOptions _cached;

    public GraphCacheTests() =>
        _cached = new OnnxGraphOptions { Device = new ExecutionDeviceOptions { CacheFolder = Path.Combine(_folder, "cache") } };

    public static TheoryData<string> ShippedGraphs => [.. Directory
        .EnumerateFiles(Path.GetDirectoryName(new ShippedPackage("pick_place_act").Folder)!, "*.onnx", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(ShippedGraphs))]
    public void Open_ShippedGraphASecondTime_AnswersAsTheGraphBitByBit(string path)
    {
        Cache.Open(path, _cached).Dispose();
        var entry = Assert.Single(Entries());
        Assert.Null(new CacheEntry(entry).ReadNote()!.NotKept);
        var before = File.GetLastWriteTimeUtc(Path.Combine(entry, CacheEntry.GraphFile));

        using var again = Cache.Open(path, _cached);
        using var settings = SessionSettings.Create(new OnnxGraphOptions());
        using var plain = new InferenceSession(path, settings);

        Assert.Null(SessionTwins.Compare(plain, again));
        Assert.Equal(before, File.GetLastWriteTimeUtc(Path.Combine(Assert.Single(Entries()), CacheEntry.GraphFile)));
    }

    [Fact]
    public void Open_GraphThatHasChanged_IsTheNewOneAndTheOldEntryGoes()
    {
        var path = Write(Product(2));
        Assert.Equal(2, Answer(path));
        var old = Assert.Single(Entries());

        Write(Product(3));

        Assert.Equal(3, Answer(path));
        Assert.NotEqual(old, Assert.Single(Entries()));
        Assert.Equal(3, Answer(path));
    }

    [Fact]
    public void Open_AnotherGraph_RemovesWhatWasMadeOfOnesThatAreGone()
    {
        var (gone, kept, next) = (Write(Product(2), "gone.onnx"), Write(Product(3), "kept.onnx"), Write(Product(4), "next.onnx"));
        Assert.Equal(2, Answer(gone));
        Assert.Equal(3, Answer(kept));
        Assert.Equal(2, Entries().Length);

        File.Delete(gone);
        Assert.Equal(4, Answer(next));

        Assert.Equal([kept, next], Entries().Select(entry => new CacheEntry(entry).ReadNote()!.Source).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Open_ExternalDataThatHasChanged_IsTheNewOne()
    {
        var path = Write(new OnnxModelBuilder()
            .Input("x", 1, Size).ExternalConstant("w", "w.bin", Size, Size).Node("MatMul", ["x", "w"], "y").Output("y", 1, Size));
        WriteWeights(2);
        Assert.Equal(2, Answer(path));
        WriteWeights(5);

        Assert.Equal(5, Answer(path));
        Assert.Equal(5, Answer(path));

        void WriteWeights(float value) => File.WriteAllBytes(
            Path.Combine(_folder, "w.bin"), System.Runtime.InteropServices.MemoryMarshal.AsBytes<float>(Diagonal(value)).ToArray());
    }

    [Theory]
    [InlineData(CacheEntry.WeightsFile)]
    [InlineData(CacheEntry.GraphFile)]
    public void Open_EntryThatIsDamaged_IsMadeAgain(string file)
    {
        var path = Write(Product(2));
        Assert.Equal(2, Answer(path));
        var damaged = Path.Combine(Assert.Single(Entries()), file);
        var bytes = File.ReadAllBytes(damaged);
        bytes[bytes.Length / 2] ^= 0x40;
        File.WriteAllBytes(damaged, bytes);

        using (var warnings = new OnnxWarnings())
        {
            Assert.Equal(2, Answer(path));
            Assert.Contains("is damaged: it is made again", Assert.Single(warnings.Texts), StringComparison.Ordinal);
        }

        using var none = new OnnxWarnings();
        Assert.Equal(2, Answer(path));
        Assert.Empty(none.Texts);
    }

    [Fact]
    public void Open_EntryWithoutWeights_IsMadeAgain()
    {
        var path = Write(Product(2));
        Assert.Equal(2, Answer(path));
        File.Delete(Path.Combine(Assert.Single(Entries()), CacheEntry.WeightsFile));

        using var warnings = new OnnxWarnings();
        Assert.Equal(2, Answer(path));
        Assert.Equal(2, Answer(path));
        Assert.Single(warnings.Texts);
    }

    [Fact]
    public void Open_GraphThatCannotBeCompared_IsNotKeptNorTriedAgain()
    {
        var path = Write(new OnnxModelBuilder()
            .Input("x", OnnxModelBuilder.Float64, [1, Size]).Node("Cast", ["x"], "y", OnnxModelBuilder.Attribute("to", 1)).Output("y", 1, Size));

        using (var warnings = new OnnxWarnings())
        {
            Cache.Open(path, _cached).Dispose();
            Assert.Contains("no input can be made up for 'x'", Assert.Single(warnings.Texts), StringComparison.Ordinal);
        }

        using var none = new OnnxWarnings();
        Cache.Open(path, _cached).Dispose();
        Assert.Empty(none.Texts);
        Assert.NotNull(new CacheEntry(Assert.Single(Entries())).ReadNote()!.NotKept);
    }

    [Fact]
    public void Twins_ThatAnswerDifferently_AreTold()
    {
        OnnxEnvironment.EnsureCreated();
        using var settings = SessionSettings.Create(new OnnxGraphOptions());
        using var one = new InferenceSession(Product(2).Build(), settings);
        using var same = new InferenceSession(Product(2).Build(), settings);
        using var other = new InferenceSession(Product(2.0000002f).Build(), settings);

        Assert.Null(SessionTwins.Compare(one, same));
        Assert.Contains("answers differently", SessionTwins.Compare(one, other), StringComparison.Ordinal);
    }

    [Fact]
    public void Open_WhereNothingCanBeKept_LoadsAllTheSame()
    {
        var path = Write(Product(2));
        File.WriteAllText(Path.Combine(_folder, "cache"), "in the way");

        using var warnings = new OnnxWarnings();
        Assert.Equal(2, Answer(path));
        Assert.Contains("is not kept", Assert.Single(warnings.Texts), StringComparison.Ordinal);
    }

    [Fact]
    public void Open_WithLittleMemory_LoadsAndKeepsNothing()
    {
        var path = Write(Product(2));
        OnnxEnvironment.EnsureCreated();
        using var warnings = new OnnxWarnings();

        new GraphCache(_cached.Device.CacheFolder!, () => new FileInfo(path).Length * 3).Open(path, _cached).Dispose();

        Assert.Contains("MiB of free memory", Assert.Single(warnings.Texts), StringComparison.Ordinal);
        Assert.Empty(Entries());
    }

    [Fact]
    public void Open_CopyOfADamagedEntrysGraph_MakesItAgainOnce()
    {
        var path = Write(Product(2));
        Assert.Equal(2, Answer(path));
        File.Delete(Path.Combine(Assert.Single(Entries()), CacheEntry.GraphFile));
        var copy = Path.Combine(_folder, "copy.onnx");
        File.Copy(path, copy);

        using var warnings = new OnnxWarnings();
        Assert.Equal(2, Answer(copy));
        Assert.Equal(2, Answer(copy));
        Assert.Single(warnings.Texts);
    }

    [Fact]
    public void Open_ThroughALink_OwnsItsWeightsAllTheSame()
    {
        var link = Path.Combine(_folder, "link");
        Directory.CreateSymbolicLink(link, Directory.CreateDirectory(_cached.Device.CacheFolder!).FullName);
        var cache = new GraphCache(link);
        var path = Write(Product(2));
        OnnxEnvironment.EnsureCreated();
        cache.Open(path, _cached).Dispose();

        using var session = cache.Open(path, _cached);

        Assert.True(MappedWeights.Own(new CacheEntry(Assert.Single(Entries())).WeightsEnding) > 0);
    }

    [Fact]
    public void Open_GraphThatCannotBeLoaded_SaysWhyAndKeepsNothing()
    {
        var path = Write(new OnnxModelBuilder().Input("x", 1, Size).Node("NoSuchOperator", ["x"], "y").Output("y", 1, Size));
        var errors = new List<PackageError>();

        Assert.Null(OnnxGraph.Open(path, "model.onnx", _cached, errors));

        Assert.Equal("operators that ONNX Runtime knows", Assert.Single(errors).Expected);
        Assert.Empty(Entries());
    }

    [Fact]
    public void Open_WhatAnotherDeviceKeeps_IsNoneOfIts()
    {
        Assert.Null(GraphCache.Of(new ExecutionDeviceOptions()));
        Assert.Null(GraphCache.Of(new ExecutionDeviceOptions { Device = ExecutionDevice.TensorRt, CacheFolder = _folder }));
    }

    private GraphCache Cache
    {
        get
        {
            OnnxEnvironment.EnsureCreated();
            return GraphCache.Of(_cached.Device)!;
        }
    }

    private string[] Entries() =>
        Directory.Exists(Path.Combine(_folder, "cache", "cpu")) ? Directory.GetDirectories(Path.Combine(_folder, "cache", "cpu")) : [];

    private static OnnxModelBuilder Product(float factor) => new OnnxModelBuilder()
        .Input("x", 1, Size).Constant("w", Diagonal(factor), Size, Size).Node("MatMul", ["x", "w"], "y").Output("y", 1, Size);

    private static float[] Diagonal(float value) => [.. Enumerable.Range(0, Size * Size).Select(i => i % (Size + 1) == 0 ? value : 0)];

    private string Write(OnnxModelBuilder model, string name = "model.onnx")
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllBytes(path, model.Build());
        return path;
    }

    /// <summary>What the graph makes of ones.</summary>
    private float Answer(string path)
    {
        var errors = new List<PackageError>();
        using var graph = OnnxGraph.Open(path, "model.onnx", _cached, errors);
        Assert.Empty(errors);
        graph!.BindInput("x", 1, Size).Span.Fill(1);
        var y = graph.BindOutput("y", 1, Size);
        Assert.Equal(GraphStatus.Ok, graph.Run());
        return Assert.Single(y.ToArray().Distinct());
    }
}
