using RobotPolicy.Control.Observations;

namespace RobotPolicy.Imaging.Codecs;

/// <summary>
/// Decodes compressed pictures of one kind into a buffer that it keeps. They come from outside: no data makes it throw, and a picture
/// that is cut off is <see cref="ImageStatus.CorruptStream"/>, never filled up. Not thread-safe.
/// </summary>
internal interface IPictureDecoder : IDisposable
{
    /// <summary>Why nothing can be decoded; <see langword="null"/> if it can, or has not been tried.</summary>
    string? InstallationError { get; }

    /// <summary>Decodes one picture.</summary>
    /// <param name="stream">The file.</param>
    /// <param name="wanted">What is made of it, where that allows it to be decoded smaller (<see cref="DecodeShrink"/>); <see langword="null"/> for its own size.</param>
    /// <param name="pixels">The pixels, valid until the next call.</param>
    ImageStatus Decode(ReadOnlySpan<byte> stream, ImageTensorSpec? wanted, out PixelBuffer pixels);
}
