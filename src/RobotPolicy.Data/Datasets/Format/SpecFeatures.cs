using RobotPolicy.Data.Datasets.Videos;

namespace RobotPolicy.Data.Datasets.Format;

/// <summary>The features of a dataset that is to be written, in the order in which files have them.</summary>
internal static class SpecFeatures
{
    private static readonly int[] Scalar = [1];

    /// <summary>The features.</summary>
    public static IReadOnlyList<DatasetFeature> Of(DatasetSpec spec)
    {
        List<DatasetFeature> features =
        [
            new(FeatureKey.State, "float32", [spec.StateNames.Count], spec.StateNames),
            new(FeatureKey.Action, "float32", [spec.ActionNames.Count], spec.ActionNames),
            .. spec.Cameras.Select(camera => new DatasetFeature(camera.Key, "video", [camera.Height, camera.Width, 3], ["height", "width", "channels"])
            {
                VideoCodec = spec.Codec == VideoCodec.H264 ? "h264" : "av1",
            }),
            new(FeatureKey.Intervention, "bool", Scalar),
        ];

        // HIL-SERL's own buffers keep everything but the end of an episode in single precision.
        if (spec.HilSerl)
            features.Add(new DatasetFeature(FeatureKey.IsIntervention, "float32", Scalar));
        if (spec.HilSerl || spec.Rlif)
            features.Add(new DatasetFeature(FeatureKey.Reward, "float32", Scalar));
        if (spec.HilSerl)
            features.Add(new DatasetFeature(FeatureKey.Done, "bool", Scalar));
        if (spec.Sirius)
        {
            features.Add(new DatasetFeature(FeatureKey.SiriusClass, "int64", Scalar));
            features.Add(new DatasetFeature(FeatureKey.SiriusWeight, "float32", Scalar));
        }

        if (spec.FailureScores)
            features.Add(new DatasetFeature(FeatureKey.FailureScore, "float32", Scalar));
        features.Add(new DatasetFeature(FeatureKey.Timestamp, "float32", Scalar));
        foreach (var key in (ReadOnlySpan<string>)[FeatureKey.FrameIndex, FeatureKey.EpisodeIndex, FeatureKey.Index, FeatureKey.TaskIndex])
            features.Add(new DatasetFeature(key, "int64", Scalar));
        return features;
    }
}
