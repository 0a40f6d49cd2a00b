using RobotPolicy.Ros.Cdr;

namespace RobotPolicy.Ros.Messages;

/// <summary><c>sensor_msgs/msg/RegionOfInterest</c>, in pixels of the unbinned image. Height and width of 0 mean the whole image.</summary>
/// <param name="XOffset">Left edge.</param>
/// <param name="YOffset">Top edge.</param>
/// <param name="Height">Rows.</param>
/// <param name="Width">Columns.</param>
/// <param name="DoRectify">Whether a rectified region is to be made from it.</param>
public readonly record struct RegionOfInterest(uint XOffset, uint YOffset, uint Height, uint Width, bool DoRectify)
{
    internal static RegionOfInterest Read(scoped ref CdrReader reader)
    {
        var xOffset = reader.ReadUInt32("roi.x_offset");
        var yOffset = reader.ReadUInt32("roi.y_offset");
        var height = reader.ReadUInt32("roi.height");
        var width = reader.ReadUInt32("roi.width");
        return new RegionOfInterest(xOffset, yOffset, height, width, reader.ReadBoolean("roi.do_rectify"));
    }

    internal void Write(scoped ref CdrWriter writer)
    {
        writer.WriteUInt32(XOffset, "roi.x_offset");
        writer.WriteUInt32(YOffset, "roi.y_offset");
        writer.WriteUInt32(Height, "roi.height");
        writer.WriteUInt32(Width, "roi.width");
        writer.WriteBoolean(DoRectify, "roi.do_rectify");
    }
}
