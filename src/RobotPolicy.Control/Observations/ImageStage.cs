namespace RobotPolicy.Control.Observations;

/// <summary>
/// Something that happens to a picture's bytes before the pass that makes the tensor: <see cref="CropStage"/>,
/// <see cref="ResampleStage"/> or <see cref="JpegStage"/>. Immutable.
/// </summary>
public abstract record ImageStage
{
    private protected ImageStage()
    {
    }
}
