namespace RobotPolicy.Data.Datasets.Parquet;

/// <summary>What the values of a column are.</summary>
internal enum ParquetKind
{
    /// <summary>One byte a value, 0 or 1.</summary>
    Boolean,

    /// <summary>Whole numbers.</summary>
    Int64,

    /// <summary>Single precision.</summary>
    Float32,

    /// <summary>Double precision.</summary>
    Float64,

    /// <summary>UTF-8.</summary>
    Text,
}
