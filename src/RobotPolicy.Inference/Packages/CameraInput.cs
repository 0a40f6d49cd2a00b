using RobotPolicy.Control.Observations;

namespace RobotPolicy.Inference.Packages;

/// <summary>What happens to the pictures of one camera before the graph; the size is the graph's where there is no resize.</summary>
/// <param name="Camera">The camera.</param>
/// <param name="Resize">The resize step, or <see langword="null"/>.</param>
/// <param name="Scale">Factor on pixels of 0…255.</param>
/// <param name="Mean">Mean per channel, after the scale.</param>
/// <param name="Std">Divisor per channel.</param>
internal sealed record CameraInput(ManifestCamera Camera, ResizeStep? Resize, float Scale, IReadOnlyList<float> Mean, IReadOnlyList<float> Std)
{
    /// <summary>The tensor for a graph input of a size. Without a resize step the picture has to have that size already.</summary>
    public ImageTensorSpec ToSpec(int width, int height, bool channelsLast) => new()
    {
        Width = width,
        Height = height,
        Channels = Camera.Channels,
        ChannelsLast = channelsLast,
        BgrOrder = Camera.BgrOrder,
        Filter = Resize?.Filter ?? ResizeFilter.None,
        Scale = Scale,
        Mean = Mean,
        Std = Std,
    };
}
