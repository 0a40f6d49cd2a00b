namespace RobotPolicy.Imaging.Codecs;

/// <summary>What decodes cameras' pictures in this build: OpenCV.</summary>
internal static class PictureCodecs
{
    /// <summary>A decoder of JPEG; the receiver disposes it.</summary>
    public static IPictureDecoder CreateJpeg() => new OpenCvDecoder();

    /// <summary>A decoder of PNG; the receiver disposes it.</summary>
    public static IPictureDecoder CreatePng() => new OpenCvDecoder();
}
