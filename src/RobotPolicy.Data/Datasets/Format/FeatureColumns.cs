using RobotPolicy.Data.Datasets.Parquet;

namespace RobotPolicy.Data.Datasets.Format;

/// <summary>How features stand in Parquet files.</summary>
internal static class FeatureColumns
{
    /// <summary>Whether values are whole numbers; their least and greatest are then whole, too.</summary>
    public static bool IsWhole(DatasetFeature feature) => feature.DataType is "int64" or "int32" or "bool";

    /// <summary>The column of a feature in data files; null if its type is none that columns have.</summary>
    public static ParquetColumn? Of(DatasetFeature feature)
    {
        ParquetKind? kind = feature.DataType switch
        {
            "float32" => ParquetKind.Float32,
            "float64" => ParquetKind.Float64,
            "int64" => ParquetKind.Int64,
            "bool" => ParquetKind.Boolean,
            "string" => ParquetKind.Text,
            _ => null,
        };
        return kind is { } known ? new ParquetColumn(feature.Key, known, feature.Shape is [1] ? 0 : feature.Shape.Count) : null;
    }
}
