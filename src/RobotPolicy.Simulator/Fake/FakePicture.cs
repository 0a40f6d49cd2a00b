using RobotPolicy.Control.Model;

namespace RobotPolicy.Simulator.Fake;

/// <summary>
/// Draws what a camera of an arm that does not exist could show: for each joint a bar from its lower to its upper limit, filled up to where
/// it is, with a mark at the safe pose; below them a bar that runs, so that every picture differs from the last. RGB, top row first.
/// </summary>
internal sealed class FakePicture
{
    private const double SweepSeconds = 2;
    private const byte Background = 24;

    private readonly RobotDescription _robot;
    private readonly int _width;
    private readonly int _height;
    private readonly (byte R, byte G, byte B) _colour;

    /// <summary>Prepares for one camera.</summary>
    /// <param name="robot">The robot.</param>
    /// <param name="camera">Place of the camera; each has a colour of its own.</param>
    /// <param name="width">Pixels.</param>
    /// <param name="height">Pixels.</param>
    internal FakePicture(RobotDescription robot, int camera, int width, int height)
    {
        (_robot, _width, _height) = (robot, width, height);
        _colour = (camera % 4) switch
        {
            0 => (90, 170, 250),
            1 => (250, 170, 60),
            2 => (120, 220, 120),
            _ => (230, 120, 220),
        };
    }

    /// <summary>Draws the present.</summary>
    /// <param name="positions">Positions of all joints, rad or m.</param>
    /// <param name="unixNs">The time, in nanoseconds since the Unix epoch.</param>
    /// <param name="pixels">Receives width × height × 3 bytes.</param>
    internal void Draw(ReadOnlySpan<double> positions, long unixNs, Span<byte> pixels)
    {
        pixels.Fill(Background);
        var rows = positions.Length + 1;
        for (var joint = 0; joint < positions.Length; joint++)
        {
            var limits = _robot.Joints[joint];
            DrawBar(pixels, joint, rows, Share(positions[joint], limits), _colour);
            if (_robot.SafePose is { } pose)
                DrawMark(pixels, joint, rows, Share(pose[joint], limits));
        }

        var sweep = (int)SweepSeconds * 1_000_000_000L;
        DrawBar(pixels, positions.Length, rows, (double)(unixNs % sweep) / sweep, (200, 200, 200));
    }

    private static double Share(double position, JointDescription joint) => (position - joint.MinPosition) / (joint.MaxPosition - joint.MinPosition);

    private void DrawBar(Span<byte> pixels, int row, int rows, double share, (byte R, byte G, byte B) colour)
    {
        var (left, right, top, bottom) = Place(row, rows);
        var end = left + (int)(Math.Clamp(share, 0, 1) * (right - left));
        Fill(pixels, left, right, top, bottom, (60, 60, 60));
        Fill(pixels, left, Math.Max(left + 1, end), top, bottom, colour);
    }

    private void DrawMark(Span<byte> pixels, int row, int rows, double share)
    {
        var (left, right, top, bottom) = Place(row, rows);
        var at = Math.Min(right - 1, left + (int)(Math.Clamp(share, 0, 1) * (right - left)));
        Fill(pixels, at, Math.Min(right, at + 2), top, bottom, (255, 255, 255));
    }

    private (int Left, int Right, int Top, int Bottom) Place(int row, int rows)
    {
        var margin = Math.Max(1, _width / 16);
        var (top, next) = (row * _height / rows, (row + 1) * _height / rows);
        return (margin, _width - margin, top + ((next - top) / 4), Math.Max(top + ((next - top) / 4) + 1, next - ((next - top) / 4)));
    }

    private void Fill(Span<byte> pixels, int left, int right, int top, int bottom, (byte R, byte G, byte B) colour)
    {
        for (var y = top; y < bottom; y++)
            for (var x = left; x < right; x++)
            {
                var at = ((y * _width) + x) * 3;
                (pixels[at], pixels[at + 1], pixels[at + 2]) = colour;
            }
    }
}
