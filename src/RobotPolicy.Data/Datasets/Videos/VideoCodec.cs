namespace RobotPolicy.Data.Datasets.Videos;

/// <summary>How the pictures of a new dataset are compressed.</summary>
public enum VideoCodec
{
    /// <summary>AV1 by SVT-AV1: small files, LeRobot's own choice.</summary>
    Av1,

    /// <summary>H.264 by x264: for whoever decodes on hardware without AV1.</summary>
    H264,
}
