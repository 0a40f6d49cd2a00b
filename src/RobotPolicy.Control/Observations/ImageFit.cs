namespace RobotPolicy.Control.Observations;

/// <summary>What happens to a picture whose aspect ratio is not the target's.</summary>
public enum ImageFit
{
    /// <summary>It is squashed to the target.</summary>
    Stretch = 0,

    /// <summary>It keeps its ratio, is centred, and the rest is filled; an odd rest goes to the right and the bottom.</summary>
    PadAround,

    /// <summary>It keeps its ratio and lies at the bottom right; what is left over on the left and at the top is filled.</summary>
    PadLeftTop,
}
