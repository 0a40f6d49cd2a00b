namespace RobotPolicy.Control.Observations;

/// <summary>What can be said of filters.</summary>
public static class ResizeFilterExtensions
{
    /// <summary>Whether every pixel of a picture that is made smaller has a share in the result, as with area and the antialiased filters.</summary>
    public static bool CountsEveryPixel(this ResizeFilter filter) => filter
        is ResizeFilter.Area or ResizeFilter.BilinearAntialias or ResizeFilter.BicubicAntialias or ResizeFilter.Lanczos3Antialias;
}
