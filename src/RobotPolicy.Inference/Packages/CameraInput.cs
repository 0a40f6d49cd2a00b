using RobotPolicy.Control.Observations;

namespace RobotPolicy.Inference.Packages;

/// <summary>What happens to the pictures of one camera before the graph; the size is the graph's where the steps fix none.</summary>
/// <param name="Camera">The camera.</param>
/// <param name="Plan">What is done to the pictures, up to their scale.</param>
/// <param name="Mean">Mean per channel, after the scale.</param>
/// <param name="Std">Divisor per channel.</param>
internal sealed record CameraInput(ManifestCamera Camera, ImagePlan Plan, IReadOnlyList<float> Mean, IReadOnlyList<float> Std)
{
    /// <summary>The tensor for a graph input of a size. Without a resize step the picture has to have that size already.</summary>
    public ImageTensorSpec ToSpec(int width, int height, bool channelsLast) => new()
    {
        Width = width,
        Height = height,
        Channels = Camera.Channels,
        ChannelsLast = channelsLast,
        BgrOrder = Camera.BgrOrder,
        Stages = Plan.Stages,
        Filter = Plan.Resize?.Filter ?? ResizeFilter.None,
        CropSide = Plan.CropSide,
        Fit = Plan.Resize?.Fit ?? ImageFit.Stretch,
        PadValue = Plan.Resize?.PadValue ?? 0,
        Window = Plan.Window,
        ScaledDecode = Plan.ScaledDecode,
        Rounding = Plan.Rounding,
        Scale = Plan.Scale,
        Mean = Mean,
        Std = Std,
    };
}
