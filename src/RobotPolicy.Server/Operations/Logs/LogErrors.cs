using RobotPolicy.Control.Model;
using RobotPolicy.Data.Bags;
using RobotPolicy.Data.Mcap;

namespace RobotPolicy.Server.Operations.Logs;

/// <summary>Turns what is wrong with a recording into refusals that say what to do about it.</summary>
internal static class LogErrors
{
    /// <summary>Refuses it, with nothing of the robot in the way.</summary>
    public static OperationException Refuse(ControlMode mode, string advice) => OperationException.Precondition(StopCause.None, "", mode, advice);

    /// <summary>Runs work on a recording.</summary>
    /// <param name="log">The recording.</param>
    /// <param name="mode">Who is in command.</param>
    /// <param name="work">The work.</param>
    /// <exception cref="OperationException">The recording is damaged, was made by others, or cannot be read.</exception>
    public static T Guard<T>(LogFound log, ControlMode mode, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception exception) when (exception is BagException or McapException && log.IsOpen)
        {
            throw Refuse(mode, $"Recording '{log.Name}' is being written and cannot be read yet: ask again in a few seconds ({exception.Message}).");
        }
        catch (Exception exception) when (exception is BagException or McapException)
        {
            throw Refuse(mode, $"Recording '{log.Name}' cannot be read: {exception.Message}");
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw OperationException.NotFound("recording any more, as its files were deleted meanwhile,", log.Name);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Refuse(mode, $"Recording '{log.Name}' cannot be read: {exception.Message} Look after the disk, and who may read it.");
        }
        catch (DllNotFoundException exception)
        {
            throw OperationException.Unavailable($"A library is missing on the service's machine (Debian: liblz4-1, libzstd1): {exception.Message}");
        }
    }
}
