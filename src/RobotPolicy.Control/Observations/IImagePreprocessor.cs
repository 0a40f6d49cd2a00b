using RobotPolicy.Control.Model;

namespace RobotPolicy.Control.Observations;

/// <summary>
/// Turns a camera picture into the tensor that a policy expects, in one pass. Used by one thread at a time; keeps scratch
/// buffers between calls, so that a steady state allocates nothing.
/// </summary>
public interface IImagePreprocessor
{
    /// <summary>Decodes, converts, resizes and normalises one picture.</summary>
    /// <param name="frame">The picture; the caller holds a reference.</param>
    /// <param name="spec">The wanted tensor.</param>
    /// <param name="destination">Receives exactly <see cref="ImageTensorSpec.Length"/> values.</param>
    /// <returns><see cref="ImageStatus.Ok"/>, or why the picture is unusable; the destination is then undefined.</returns>
    ImageStatus Convert(ImageFrame frame, ImageTensorSpec spec, Span<float> destination);
}
