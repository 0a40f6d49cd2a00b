using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace RobotPolicy.Data.Datasets.Format;

/// <summary>Key-value metadata by which pandas and Hugging Face's datasets recognise their own in a Parquet file.</summary>
internal static class ForeignMetadata
{
    /// <summary>Name of the column that pandas makes the index.</summary>
    public const string IndexColumn = "__index_level_0__";

    private static readonly JsonSerializerOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>For <c>tasks.parquet</c>: the texts of tasks are the index. Without it, look-ups by text fail.</summary>
    public static IReadOnlyDictionary<string, string> Tasks => new Dictionary<string, string>
    {
        ["pandas"] = """
            {"index_columns": ["__index_level_0__"],
            "column_indexes": [{"name": null, "field_name": null, "pandas_type": "unicode", "numpy_type": "object", "metadata": {"encoding": "UTF-8"}}],
            "columns": [{"name": "task_index", "field_name": "task_index", "pandas_type": "int64", "numpy_type": "int64", "metadata": null},
            {"name": null, "field_name": "__index_level_0__", "pandas_type": "unicode", "numpy_type": "object", "metadata": null}],
            "creator": {"library": "pyarrow", "version": "21.0.0"},
            "pandas_version": "2.3.3"}
            """.ReplaceLineEndings(" "),
    };

    /// <summary>For data files: the features' types in the words of datasets.</summary>
    public static IReadOnlyDictionary<string, string> Data(IEnumerable<DatasetFeature> columns)
    {
        JsonObject features = [];
        foreach (var column in columns)
        {
            JsonNode type = new JsonObject { ["dtype"] = column.DataType, ["_type"] = "Value" };
            if (column.Shape is not [1])
                type = new JsonObject { ["feature"] = type, ["length"] = column.Width, ["_type"] = "List" };
            features.Add(column.Key, type);
        }

        return new Dictionary<string, string>
        {
            ["huggingface"] = new JsonObject { ["info"] = new JsonObject { ["features"] = features } }.ToJsonString(Compact),
        };
    }
}
