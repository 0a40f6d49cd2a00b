using System.Text.Json;
using RobotPolicy.Data.Datasets;
using RobotPolicy.Data.Datasets.Checking;
using RobotPolicy.Data.Datasets.Format;
using RobotPolicy.Data.Datasets.Interop;
using RobotPolicy.Data.Datasets.Parquet;
using RobotPolicy.Data.Datasets.Statistics;

namespace RobotPolicy.Tests.Data.Datasets;

public sealed class FormatTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"robotpolicy-{Guid.NewGuid():N}.json");

    [Fact]
    public void Statistics_OfPictures_HaveAxesForHeightAndWidth()
    {
        using var json = JsonDocument.Parse(StatisticsJson.Write([(new DatasetFeature("observation.images.a", "video", [2, 4, 3]), Statistics(0, 0.5, 1))]));

        var mean = json.RootElement.GetProperty("observation.images.a").GetProperty("mean");

        Assert.Equal("[[[0.0]],[[0.5]],[[1.0]]]", string.Concat(mean.GetRawText().Where(c => !char.IsWhiteSpace(c))));
    }

    [Fact]
    public void Statistics_OfWholeNumbers_AreWholeWhereTheyCanBe()
    {
        var text = string.Concat(StatisticsJson.Write([(new DatasetFeature("index", "int64", [1]), Statistics(12))]).Where(c => !char.IsWhiteSpace(c)));

        Assert.Equal(
            """{"index":{"min":[12],"max":[12],"mean":[12.0],"std":[12.0],"count":[5],"q01":[12.0],"q10":[12.0],"q50":[12.0],"q90":[12.0],"q99":[12.0]}}""", text);
    }

    [Fact]
    public void StatisticsCheck_TellsWhatTheDataDoNotSay()
    {
        var feature = new DatasetFeature("action", "float32", [2]);
        var info = new DatasetInfo { Fps = 1, TotalEpisodes = 1, TotalFrames = 1, TotalTasks = 1, Features = [feature] };
        File.WriteAllText(_path, StatisticsJson.Write([(feature, Statistics(1, 2))]));

        Assert.Empty(new StatisticsCheck(_path).Compare(info, _ => Statistics(1, 2.001)));
        Assert.Contains(new StatisticsCheck(_path).Compare(info, _ => Statistics(1, 3)), problem => problem.EndsWith("action.mean[1] is 2, the data give 3", StringComparison.Ordinal));
        Assert.Single(new StatisticsCheck(_path).Compare(info with { Features = [feature with { Key = "other" }] }, _ => null));
    }

    [Fact]
    public void PandasMetadata_NamesTheIndex()
    {
        using var json = JsonDocument.Parse(ForeignMetadata.Tasks["pandas"]);

        Assert.Equal("__index_level_0__", json.RootElement.GetProperty("index_columns")[0].GetString());
        Assert.Equal(2, json.RootElement.GetProperty("columns").GetArrayLength());
    }

    [Fact]
    public void Thrift_IsWrittenAsItWasRead()
    {
        // A structure with a number, a far field, true, a binary, a list of structures, a long list, a double and a byte.
        byte[] bytes =
        [
            0x15, 0x0a, 0x08, 0xc8, 0x01, 0x02, 0x68, 0x69, 0x11, 0x19, 0x2c, 0x15, 0x01, 0x00, 0x16, 0xff, 0x01, 0x00,
            0x19, 0xf5, 0x10, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30, 32, 0x17, 0, 0, 0, 0, 0, 0, 0xf0, 0x3f, 0x13, 0x80, 0x00,
        ];

        var read = new ThriftReader(bytes).ReadStruct();
        var writer = new ThriftWriter();
        writer.Write(read);

        Assert.Equal(5, read.Number(1));
        Assert.Equal(bytes, writer.Bytes.ToArray());
    }

    [Theory]
    [InlineData(new byte[] { 0x15 })]
    [InlineData(new byte[] { 0x15, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff })]
    [InlineData(new byte[] { 0x18, 0x7f, 0x00 })]
    [InlineData(new byte[] { 0x19, 0xfc, 0xff, 0xff, 0xff, 0x7f })]
    [InlineData(new byte[] { 0x1f })]
    [InlineData(new byte[] { 0x1c, 0x1c, 0x1c, 0x1c, 0x1c, 0x1c, 0x1c, 0x1c, 0x1c, 0x1c, 0x1c, 0x1c, 0x1c, 0x1c, 0x1c, 0x1c, 0x1c, 0x1c, 0x1c })]
    public void Thrift_ThatIsDamaged_IsRefused(byte[] bytes) => Assert.Throws<FormatException>(() => new ThriftReader(bytes).ReadStruct());

    [Fact]
    public void Sql_QuotesNamesTextsAndWildcards()
    {
        Assert.Equal("\"a\"\"b\"", ParquetSql.Name("a\"b"));
        Assert.Equal("'it''s'", ParquetSql.Literal("it's"));
        Assert.Equal("'/a/[*][[]x].parquet'", ParquetSql.File("/a/*[x].parquet"));
    }

    [Fact]
    public void Library_ThatIsMissing_SaysHowToGetIt()
    {
        var named = Assert.Throws<DllNotFoundException>(() => DuckdbLibrary.Load("/no/such/folder", "/"));

        Assert.Contains("ROBOTPOLICY_DUCKDB", named.Message);
        Assert.Contains("/no/such/folder", named.Message);
    }

    public void Dispose() => File.Delete(_path);

    private static FeatureStatistics Statistics(params double[] values) => new()
    {
        Count = 5,
        Minimum = values,
        Maximum = values,
        Mean = values,
        Deviation = values,
        Quantiles = [.. Enumerable.Repeat(values, 5)],
    };
}
