using RobotPolicy.Control.Observations;

namespace RobotPolicy.Benchmarks.Preprocess;

/// <summary>Two pictures of 640 × 480 to two tensors of one size.</summary>
internal sealed record PreprocessCase(int Width, int Height, ResizeFilter Filter)
{
    /// <summary>The reference's word for the filter.</summary>
    public string FilterName => Filter switch
    {
        ResizeFilter.Area => "area",
        ResizeFilter.Bilinear => "bilinear",
        _ => "none",
    };

    /// <summary>Planar, normalised per channel, as networks that were trained on ImageNet want it.</summary>
    public ImageTensorSpec Spec() => new()
    {
        Width = Width,
        Height = Height,
        Filter = Filter,
        Mean = [0.485f, 0.456f, 0.406f],
        Std = [0.229f, 0.224f, 0.225f],
    };

    public override string ToString() => Filter == ResizeFilter.None
        ? $"2 × 640×480 to planes"
        : $"2 × 640×480 → {Width}×{Height} {FilterName}";
}
