namespace RobotPolicy.Data.Mcap;

/// <summary>What a recovery found.</summary>
/// <param name="MessageCount">Messages in the recovered file.</param>
/// <param name="AttachmentCount">Attachments in it.</param>
/// <param name="MetadataCount">Metadata records in it.</param>
/// <param name="WasComplete">Whether the damaged file had a footer and its closing magic.</param>
/// <param name="LossCount">Losses in all.</param>
/// <param name="Losses">The first of them.</param>
public sealed record McapRecoveryReport(
    ulong MessageCount, int AttachmentCount, int MetadataCount, bool WasComplete, long LossCount, IReadOnlyList<McapLoss> Losses);
