using RobotPolicy.Ros.Cdr;
using RobotPolicy.Ros.Transport;

namespace RobotPolicy.Ros.Messages;

/// <summary><c>sensor_msgs/msg/CameraInfo</c>. Matrices are row-major; a K[0] of 0 means an uncalibrated camera.</summary>
public readonly ref struct CameraInfo : IRosMessage<CameraInfo>
{
    private const int KLength = 9;
    private const int RLength = 9;
    private const int PLength = 12;

    /// <inheritdoc/>
    public static RosMessageType Type { get; } =
        new("sensor_msgs/msg/CameraInfo", "RIHS01_b3dfd68ff46c9d56c80fd3bd4ed22c7a4ddce8c8348f2f59c299e73118e7e275");

    /// <summary>Time of the image and optical frame of the camera.</summary>
    public Header Header { get; init; }

    /// <summary>Rows of the calibrated image.</summary>
    public uint Height { get; init; }

    /// <summary>Columns of the calibrated image.</summary>
    public uint Width { get; init; }

    /// <summary>Distortion model, UTF-8, such as <c>plumb_bob</c>.</summary>
    public ReadOnlySpan<byte> DistortionModel { get; init; }

    /// <summary>Distortion coefficients; as many as the model has.</summary>
    public CdrSequence<double> D { get; init; }

    /// <summary>Intrinsic matrix, 3×3.</summary>
    public CdrSequence<double> K { get; init; }

    /// <summary>Rectification matrix, 3×3.</summary>
    public CdrSequence<double> R { get; init; }

    /// <summary>Projection matrix, 3×4.</summary>
    public CdrSequence<double> P { get; init; }

    /// <summary>Horizontal binning; 0 means 1.</summary>
    public uint BinningX { get; init; }

    /// <summary>Vertical binning; 0 means 1.</summary>
    public uint BinningY { get; init; }

    /// <summary>Part of the sensor that the image shows.</summary>
    public RegionOfInterest Roi { get; init; }

    /// <inheritdoc/>
    public static CameraInfo Read(scoped ref CdrReader reader) => new()
    {
        Header = Header.Read(ref reader),
        Height = reader.ReadUInt32("height"),
        Width = reader.ReadUInt32("width"),
        DistortionModel = reader.ReadString("distortion_model"),
        D = reader.ReadSequence<double>("d"),
        K = reader.ReadArray<double>(KLength, "k"),
        R = reader.ReadArray<double>(RLength, "r"),
        P = reader.ReadArray<double>(PLength, "p"),
        BinningX = reader.ReadUInt32("binning_x"),
        BinningY = reader.ReadUInt32("binning_y"),
        Roi = RegionOfInterest.Read(ref reader),
    };

    /// <inheritdoc/>
    public void Write(scoped ref CdrWriter writer)
    {
        Header.Write(ref writer);
        writer.WriteUInt32(Height, "height");
        writer.WriteUInt32(Width, "width");
        writer.WriteString(DistortionModel, "distortion_model");
        writer.WriteSequence(D, "d");
        writer.WriteArray(K, KLength, "k");
        writer.WriteArray(R, RLength, "r");
        writer.WriteArray(P, PLength, "p");
        writer.WriteUInt32(BinningX, "binning_x");
        writer.WriteUInt32(BinningY, "binning_y");
        Roi.Write(ref writer);
    }
}
