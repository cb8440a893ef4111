; Installer for Windows, for one person, without administrator rights. Not run yet: only compiled.
;
;     makensis -DVERSION=0.1.0 -DFOLDER=dist\countersign -DOUTPUT=countersign-0.1.0-setup.exe countersign.nsi
;
; FOLDER is what installer/freeze.py makes on Windows. A person's record, settings and keys are
; never touched, neither at an upgrade nor at removal.

Unicode true
SetCompressor /SOLID lzma
!include "MUI2.nsh"
!include "LogicLib.nsh"

!ifndef VERSION
  !error "say -DVERSION=..."
!endif
!ifndef FOLDER
  !error "say -DFOLDER=..., the folder that freeze.py made"
!endif
!ifndef OUTPUT
  !define OUTPUT "countersign-${VERSION}-setup.exe"
!endif
!define UNINSTALL "Software\Microsoft\Windows\CurrentVersion\Uninstall\Countersign"
!define RUN "Software\Microsoft\Windows\CurrentVersion\Run"

Name "Countersign"
OutFile "${OUTPUT}"
RequestExecutionLevel user
InstallDir "$LOCALAPPDATA\Programs\Countersign"
InstallDirRegKey HKCU "${UNINSTALL}" "InstallLocation"
VIProductVersion "${VERSION}.0"
VIAddVersionKey "ProductName" "Countersign"
VIAddVersionKey "FileDescription" "Countersign setup"
VIAddVersionKey "FileVersion" "${VERSION}"
VIAddVersionKey "ProductVersion" "${VERSION}"
VIAddVersionKey "LegalCopyright" "Apache-2.0"

!ifdef ICON
  !define MUI_ICON "${ICON}"
  !define MUI_UNICON "${ICON}"
!endif
!define MUI_FINISHPAGE_RUN "$INSTDIR\countersign-tray.exe"
!define MUI_FINISHPAGE_RUN_TEXT "Start Countersign"
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_COMPONENTS
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "English"

; A program that runs keeps its files open: say so, and write nothing half.
!macro NeedStopped un
Function ${un}NeedStopped
  again:
  ${If} ${FileExists} "$INSTDIR\countersign.exe"
    ClearErrors
    FileOpen $0 "$INSTDIR\countersign.exe" a
    ${If} ${Errors}
      MessageBox MB_RETRYCANCEL "Countersign is running. Quit it in its tray menu, then retry." \
        /SD IDCANCEL IDRETRY again
      Abort
    ${EndIf}
    FileClose $0
  ${EndIf}
FunctionEnd
!macroend
!insertmacro NeedStopped ""
!insertmacro NeedStopped "un."

Section "Countersign" main
  SectionIn RO
  Call NeedStopped
  RMDir /r "$INSTDIR\_internal"  ; of the version before
  SetOutPath "$INSTDIR"
  File /r "${FOLDER}/*.*"
  WriteUninstaller "$INSTDIR\uninstall.exe"
  CreateShortcut "$SMPROGRAMS\Countersign.lnk" "$INSTDIR\countersign-tray.exe"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayName" "Countersign"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${UNINSTALL}" "Publisher" "Countersign"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayIcon" "$INSTDIR\countersign-tray.exe"
  WriteRegStr HKCU "${UNINSTALL}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKCU "${UNINSTALL}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKCU "${UNINSTALL}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKCU "${UNINSTALL}" "NoModify" 1
  WriteRegDWORD HKCU "${UNINSTALL}" "NoRepair" 1
SectionEnd

; The same value that the tray's settings write (host/autostart_windows.py).
Section "Start at log-in" autostart
  WriteRegStr HKCU "${RUN}" "Countersign" '"$INSTDIR\countersign-tray.exe"'
SectionEnd

Section "un.Countersign"
  Call un.NeedStopped
  DeleteRegValue HKCU "${RUN}" "Countersign"
  DeleteRegKey HKCU "${UNINSTALL}"
  Delete "$SMPROGRAMS\Countersign.lnk"
  RMDir /r "$INSTDIR\_internal"
  Delete "$INSTDIR\countersign.exe"
  Delete "$INSTDIR\countersign-tray.exe"
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"  ; only when nothing of somebody else's is in it
SectionEnd
