namespace RobotPolicy.Data.Bags.Storage;

/// <summary>Messages of one split by log time.</summary>
internal interface IBagCursor : IDisposable
{
    /// <summary>The next message, whose topic is an index into the split's topics and whose data is valid until the next call.</summary>
    bool Next(out BagMessage message);
}
