namespace RobotPolicy.Inference.Failure.Training;

/// <summary>A matrix in an array: element (i, j) is <c>Data[i · RowStride + j · ColumnStride]</c>.</summary>
internal readonly record struct GemmOperand(float[] Data, int RowStride, int ColumnStride)
{
    /// <summary>A row-major matrix of so many columns.</summary>
    public static GemmOperand Rows(float[] data, int columns) => new(data, columns, 1);

    /// <summary>The transpose of a row-major matrix of so many columns.</summary>
    public static GemmOperand Transposed(float[] data, int columns) => new(data, 1, columns);

    public int Offset(int row, int column) => (row * RowStride) + (column * ColumnStride);
}
