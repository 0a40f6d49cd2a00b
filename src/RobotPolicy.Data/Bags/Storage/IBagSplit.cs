namespace RobotPolicy.Data.Bags.Storage;

/// <summary>One open file of a bag. Content that is wrong throws <see cref="BagException"/>.</summary>
internal interface IBagSplit : IDisposable
{
    /// <summary>What is in it.</summary>
    SplitInfo Info { get; }

    /// <summary>Messages by log time; one such reader is used at a time.</summary>
    IBagCursor Read(BagQuery query);
}
