using RobotPolicy.Control.Model;

namespace RobotPolicy.Inference.Goals;

/// <summary>
/// Draws strokes as a policy sees them. A pixel's value is clamp(radius + ½ − d, 0, 1) · (¼ + ¾ p): d is its distance from a segment of
/// a stroke, p the share of all points that have been drawn when the segment ends, so that the direction of drawing can be
/// seen. Of several segments the brightest counts; a single point is a segment without length.
/// </summary>
internal static class SketchRaster
{
    /// <summary>Draws into a cleared picture.</summary>
    /// <param name="goal">The strokes.</param>
    /// <param name="width">Width of the picture.</param>
    /// <param name="height">Height of the picture.</param>
    /// <param name="radius">Half the width of a stroke, in pixels of the picture.</param>
    /// <param name="pixels">Row-major [height, width], 0…1.</param>
    public static void Draw(StrokeGoal goal, int width, int height, float radius, Span<float> pixels)
    {
        pixels.Clear();
        var scaleX = (float)width / goal.Width;
        var scaleY = (float)height / goal.Height;
        float total = goal.Strokes.Sum(stroke => stroke.Count);
        var drawn = 0;
        foreach (var stroke in goal.Strokes)
        {
            for (var i = 0; i < stroke.Count; i++)
            {
                drawn++;
                if (i == 0 && stroke.Count > 1)
                    continue;
                var from = Scale(stroke[Math.Max(0, i - 1)], scaleX, scaleY);
                Segment(from, Scale(stroke[i], scaleX, scaleY), 0.25f + (0.75f * drawn / total), width, height, radius, pixels);
            }
        }
    }

    private static (float X, float Y) Scale((float X, float Y) point, float scaleX, float scaleY) =>
        (((point.X + 0.5f) * scaleX) - 0.5f, ((point.Y + 0.5f) * scaleY) - 0.5f);

    private static void Segment(
        (float X, float Y) from, (float X, float Y) to, float strength, int width, int height, float radius, Span<float> pixels)
    {
        var reach = radius + 0.5f;
        var left = Bound(Math.Min(from.X, to.X) - reach, width);
        var right = Bound(Math.Max(from.X, to.X) + reach + 1, width);
        var top = Bound(Math.Min(from.Y, to.Y) - reach, height);
        var bottom = Bound(Math.Max(from.Y, to.Y) + reach + 1, height);
        var (dx, dy) = (to.X - from.X, to.Y - from.Y);
        var length = (dx * dx) + (dy * dy);
        for (var y = top; y < bottom; y++)
        {
            for (var x = left; x < right; x++)
            {
                var along = length > 0 ? Math.Clamp((((x - from.X) * dx) + ((y - from.Y) * dy)) / length, 0, 1) : 0;
                var distance = MathF.Sqrt(Square(x - from.X - (along * dx)) + Square(y - from.Y - (along * dy)));
                ref var pixel = ref pixels[(y * width) + x];
                pixel = Math.Max(pixel, Math.Clamp(reach - distance, 0, 1) * strength);
            }
        }
    }

    private static int Bound(float value, int size) => (int)Math.Clamp(MathF.Floor(value), 0, size);

    private static float Square(float value) => value * value;
}
