namespace RobotPolicy.Imaging.Codecs;

/// <summary>What decodes cameras' pictures in this build: libjpeg-turbo and our own PNG. <c>-p:ImageCodec=OpenCvSharp4</c> compiles another one in its place.</summary>
internal static class PictureCodecs
{
    /// <summary>A decoder of JPEG; the receiver disposes it.</summary>
    public static IPictureDecoder CreateJpeg() => new JpegDecoder();

    /// <summary>A decoder of PNG; the receiver disposes it.</summary>
    public static IPictureDecoder CreatePng() => new PngDecoder();
}
