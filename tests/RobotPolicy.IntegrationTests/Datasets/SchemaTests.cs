using System.Text.Json;
using RobotPolicy.Data.Datasets;
using RobotPolicy.TestSupport;

namespace RobotPolicy.IntegrationTests.Datasets;

/// <summary>What we write has the columns, types and metadata of a dataset that LeRobot wrote itself.</summary>
public sealed class SchemaTests : IDisposable
{
    private const string Data = "data/chunk-000/file-000.parquet";
    private const string Episodes = "meta/episodes/chunk-000/file-000.parquet";
    private const string Tasks = "meta/tasks.parquet";

    private static readonly string Theirs = GoldenFolder.Find("lerobot_v3");
    private readonly DatasetFolder _folder = new();

    public SchemaTests() => _folder.Write(DatasetFolder.Spec("wrist"), 8, 9, 10);

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(Data)]
    [InlineData(Episodes)]
    [InlineData(Tasks)]
    public void Columns_AreTheirs_ButForTheIntervention(string file)
    {
        Assert.Equal(Columns(Theirs, file).Order(), Columns(_folder.Path, file).Where(column => !column.Contains("intervention", StringComparison.Ordinal)).Order());
    }

    [Theory]
    [InlineData(Data)]
    [InlineData(Tasks)]
    public void Columns_AreInTheirOrder(string file)
    {
        Assert.Equal(Columns(Theirs, file), Columns(_folder.Path, file).Where(column => !column.Contains("intervention", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(Data)]
    [InlineData(Tasks)]
    public void ParquetTypes_AreTheirs(string file)
    {
        string Sql(string folder) =>
            $"SELECT name, coalesce(type, ''), repetition_type, coalesce(num_children, 0), coalesce(nullif(converted_type, 'INT_64'), '') FROM parquet_schema('{folder}/{file}') WHERE name NOT IN ('schema', 'duckdb_schema', 'intervention')";

        Assert.Equal(DatasetFolder.Query(Theirs, Sql(Theirs)), DatasetFolder.Query(_folder.Path, Sql(_folder.Path)));
    }

    [Fact]
    public void Tasks_CarryThePandasMetadata_WordForWord()
    {
        string Sql(string folder) => $"SELECT decode(value) FROM parquet_kv_metadata('{folder}/{Tasks}') WHERE decode(key) = 'pandas'";

        Assert.Equal(DatasetFolder.Query(Theirs, Sql(Theirs)).Single(), DatasetFolder.Query(_folder.Path, Sql(_folder.Path)).Single());
        Assert.Equal(
            [["0", DatasetFolder.Tasks[0]], ["1", DatasetFolder.Tasks[1]]], DatasetFolder.Query(_folder.Path, $"SELECT task_index, __index_level_0__ FROM '{_folder.File(Tasks)}'"));
    }

    [Fact]
    public void Data_CarryTheFeaturesOfHuggingFace()
    {
        string Sql(string folder) => $"SELECT decode(value) FROM parquet_kv_metadata('{folder}/{Data}') WHERE decode(key) = 'huggingface'";
        JsonElement Features(string folder) => JsonDocument.Parse(DatasetFolder.Query(folder, Sql(folder)).Single()[0]).RootElement.GetProperty("info").GetProperty("features");
        string Compact(JsonElement json) => string.Concat(json.GetRawText().Where(c => !char.IsWhiteSpace(c)));

        var (theirs, ours) = (Features(Theirs), Features(_folder.Path));

        Assert.Equal(Compact(theirs.GetProperty("timestamp")), Compact(ours.GetProperty("timestamp")));
        Assert.Equal(Compact(theirs.GetProperty("action")).Replace("\"length\":6", "\"length\":2", StringComparison.Ordinal), Compact(ours.GetProperty("action")));
        Assert.Equal("""{"dtype":"bool","_type":"Value"}""", Compact(ours.GetProperty("intervention")));
    }

    [Fact]
    public void Data_AreCompressedBySnappy_WithOneRowGroupAnEpisode()
    {
        var groups = DatasetFolder.Query(_folder.Path, $"SELECT DISTINCT row_group_id, row_group_num_rows, compression FROM parquet_metadata('{_folder.File(Data)}') ORDER BY 1");

        Assert.Equal([["0", "8", "SNAPPY"], ["1", "9", "SNAPPY"], ["2", "10", "SNAPPY"]], groups);
        Assert.Equal(
            [["0", "0", "7"], ["1", "8", "16"], ["2", "17", "26"]],
            DatasetFolder.Query(_folder.Path, $"SELECT episode_index, min(\"index\"), max(\"index\") FROM '{_folder.File(Data)}' GROUP BY 1 ORDER BY 1"));
    }

    [Fact]
    public void Info_HasTheirKeys()
    {
        string[] Keys(string folder) => [.. JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "meta/info.json"))).RootElement.EnumerateObject().Select(entry => entry.Name)];

        Assert.Equal(Keys(Theirs).Order(), Keys(_folder.Path).Order());
    }

    [Fact]
    public void Statistics_HaveTheirKeysAndForms()
    {
        string[] Form(string folder) =>
        [
            .. JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "meta/stats.json"))).RootElement.EnumerateObject()
                .Where(feature => feature.Name is not ("intervention" or "action" or "observation.state"))
                .SelectMany(feature => feature.Value.EnumerateObject().Select(entry =>
                    $"{feature.Name}.{entry.Name} {string.Concat(entry.Value.GetRawText().Where(c => c is '[' or ']'))}"))
                .Order(StringComparer.Ordinal),
        ];

        Assert.Equal(Form(Theirs), Form(_folder.Path));
    }

    private static IEnumerable<string> Columns(string folder, string file) =>
        DatasetFolder.Query(folder, $"SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM '{folder}/{file}')").Select(row => string.Join(' ', row));
}
